package dev.virtualip.agent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code lock} in the state directory: one agent at a time keeps its configuration there,
 * or the one that restarts would run the other one's. The kernel gives the lock back when its
 * holder dies, and nothing is written, so that a full disk is no obstacle.
 */
final class StateLock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StateLock.class);

  private static final Path PROC = Path.of("/proc");

  private final Path file;
  private @Nullable FileChannel channel;
  private @Nullable FileLock lock;
  private boolean unavailable;
  private boolean closed;

  StateLock(Path stateDirectory) {
    file = stateDirectory.resolve("lock");
  }

  /**
   * Takes the lock unless another process has it.
   *
   * @return whether it is ours; also where there can't be a lock, which is reported once
   */
  synchronized boolean take() {
    if (closed) {
      return false;
    }
    if (lock != null || unavailable) {
      return true;
    }
    try {
      if (channel == null) {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      }
      lock = channel.tryLock();
      return lock != null;
    } catch (IOException e) {
      unavailable = true;
      LOG.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("error", e.toString())
          .log("the state directory can't be locked; run no second agent with it");
      return true;
    }
  }

  /** Who has it, for a person to read; a guess is not made. */
  String holder() {
    try {
      String inode = Files.getAttribute(file, "unix:ino").toString();
      for (String line : Files.readAllLines(PROC.resolve("locks"))) {
        // 1: POSIX ADVISORY WRITE 4711 fd:01:1234 0 EOF
        List<String> column = List.of(line.trim().split("\\s+"));
        if (column.size() == 8 && column.get(5).endsWith(":" + inode)) {
          Optional<String> process = named(PROC.resolve(column.get(4)));
          if (process.isPresent()) {
            return process.get();
          }
        }
      }
    } catch (IOException e) {
      // Gone meanwhile, or hidden from us; both mean that it can't be named.
    }
    return "a process that is not visible from here";
  }

  /** Other file systems have the same inode numbers: only who has this very file open counts. */
  private Optional<String> named(Path process) throws IOException {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (isThisFile(descriptor)) {
          String command = Files.readString(process.resolve("comm")).strip();
          return Optional.of("process " + process.getFileName() + " (" + command + ")");
        }
      }
    }
    return Optional.empty();
  }

  private boolean isThisFile(Path descriptor) {
    try {
      return Files.isSameFile(descriptor, file);
    } catch (IOException e) {
      return false; // closed meanwhile, or no file
    }
  }

  /** Gives it back; it is never taken again. */
  @Override
  public synchronized void close() {
    closed = true;
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.atDebug().log("can't close the lock: " + e);
    }
  }
}
