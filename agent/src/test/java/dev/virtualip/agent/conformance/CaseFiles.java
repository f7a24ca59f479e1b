package dev.virtualip.agent.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds the rows. Tests run in the directory of their module. */
final class CaseFiles {

  static final Path DIRECTORY = Path.of("src/test/resources/conformance");

  private CaseFiles() {}

  /** All case files, by id. */
  static List<Path> list() {
    try (Stream<Path> files = Files.walk(DIRECTORY)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".yaml"))
          .sorted((one, other) -> id(one).compareTo(id(other)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String id(Path file) {
    return file.getFileName().toString().replace(".yaml", "");
  }
}
