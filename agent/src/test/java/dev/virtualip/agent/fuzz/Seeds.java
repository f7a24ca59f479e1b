package dev.virtualip.agent.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What fuzzing starts from: the files of the other tests. */
public final class Seeds {

  private Seeds() {}

  /** Ethernet frames of {@code vectors}. */
  public static Stream<byte[]> frames() {
    // Each line begins with an offset of four digits.
    return files("/vectors").map(file -> hex(file, 4));
  }

  /** Datagrams of {@code netlink}. */
  public static Stream<byte[]> netlink() {
    return files("/netlink").map(file -> hex(file, 0));
  }

  private static Stream<Path> files(String directory) {
    try (Stream<Path> files =
        Files.list(Path.of(Objects.requireNonNull(Seeds.class.getResource(directory)).toURI()))) {
      return files.filter(file -> file.toString().endsWith(".hex")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hex(Path file, int skip) {
    try {
      List<String> lines = Files.readAllLines(file);
      return HexFormat.of()
          .parseHex(
              lines.stream()
                  .map(line -> line.substring(skip).replace(" ", ""))
                  .collect(Collectors.joining()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
