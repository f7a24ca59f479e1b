package dev.virtualip.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code ready} in the directory for temporary files, which each container has for itself.
 * A probe on the port would be answered by the agent that is about to be replaced.
 */
final class ReadyFile {

  private static final Logger LOG = LoggerFactory.getLogger(ReadyFile.class);

  private final Path file;

  ReadyFile(Path directory) {
    file = directory.resolve("ready");
  }

  static ReadyFile ofThisProcess() {
    return new ReadyFile(Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
  }

  /** It may be there from an earlier start in the same container. */
  void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      report(e);
    }
  }

  void create() {
    try {
      Files.deleteIfExists(file);
      Files.createFile(file);
    } catch (IOException e) {
      report(e);
    }
  }

  private void report(IOException e) {
    LOG.atWarn()
        .addKeyValue("file", file)
        .addKeyValue("error", e.toString())
        .log("a startup probe can't be told the truth; make the directory writable");
  }
}
