package dev.virtualip.agent.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.OptionalInt;

/** Numbers under /proc/sys, of the network namespace of the calling thread where they have one. */
public final class Sysctl {

  private static final Path ROOT = Path.of("/proc/sys");

  private Sysctl() {}

  /**
   * Reads one.
   *
   * @param path from /proc/sys on; a path and not a dotted key, because names of interfaces may
   *     contain dots
   * @return empty where there is none, as without IPv6 or for an interface that is gone
   */
  public static OptionalInt read(String... path) {
    try {
      // Not readString: it asks for one octet first, and the kernel gives what it has only once.
      return OptionalInt.of(
          Integer.parseInt(Files.readAllLines(Path.of(ROOT.toString(), path)).getFirst().strip()));
    } catch (IOException | NumberFormatException | NoSuchElementException e) {
      return OptionalInt.empty();
    }
  }
}
