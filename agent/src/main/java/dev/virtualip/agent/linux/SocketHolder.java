package dev.virtualip.agent.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the process behind an abstract Unix socket, for an error message only. */
final class SocketHolder {

  private static final Path PROC = Path.of("/proc");

  private SocketHolder() {}

  /** For instance {@code process 4711 (java)}; a guess is not made. */
  static String ofAbstractName(String name) {
    try {
      Optional<String> inode = inode(name);
      if (inode.isPresent()) {
        Optional<Path> process = processWithSocket(inode.get());
        if (process.isPresent()) {
          return "process " + process.get().getFileName() + " (" + command(process.get()) + ")";
        }
      }
    } catch (IOException e) {
      // Gone meanwhile, or hidden from us; both mean that it cannot be named.
    }
    return "a process that is not visible from here";
  }

  /** Columns of /proc/net/unix: Num RefCount Protocol Flags Type St Inode Path. */
  private static Optional<String> inode(String name) throws IOException {
    String path = "@" + name;
    // Of this thread: /proc/net is the network namespace of the process's first thread.
    for (String line : Files.readAllLines(PROC.resolve("thread-self/net/unix"))) {
      String[] column = line.trim().split(" +", 8);
      if (column.length == 8 && column[7].equals(path)) {
        return Optional.of(column[6]);
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> processWithSocket(String inode) throws IOException {
    String target = "socket:[" + inode + "]";
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (holds(process, target)) {
          return Optional.of(process);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean holds(Path process, String target) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (linksTo(descriptor, target)) {
          return true;
        }
      }
    } catch (IOException e) {
      // The process ended, or it is none of ours to look into: not the holder that we can name.
    }
    return false;
  }

  private static boolean linksTo(Path descriptor, String target) {
    try {
      return Files.readSymbolicLink(descriptor).toString().equals(target);
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  private static String command(Path process) throws IOException {
    return Files.readString(process.resolve("comm"), StandardCharsets.UTF_8).strip();
  }
}
