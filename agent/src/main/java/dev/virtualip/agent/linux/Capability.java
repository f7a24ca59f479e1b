package dev.virtualip.agent.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Rights that the agent uses ({@code linux/capability.h}). */
public enum Capability {
  /** Ports that are kept for the system; the agent's own is none of them. */
  CAP_NET_BIND_SERVICE(10),
  /** Addresses and other netlink writes. */
  CAP_NET_ADMIN(12),
  /** Raw and packet sockets. */
  CAP_NET_RAW(13),
  /** Real-time scheduling; the agent runs without it. */
  CAP_SYS_NICE(23);

  private static final String FIELD = "CapEff:";

  private final int bit;

  Capability(int bit) {
    this.bit = bit;
  }

  /**
   * Which of these the calling thread has in effect.
   *
   * @throws IOException if /proc is not mounted
   */
  public static Set<Capability> effective() throws IOException {
    return effective(Files.readAllLines(Path.of("/proc/thread-self/status")));
  }

  /** From the lines of a {@code /proc/PID/status}. */
  static Set<Capability> effective(List<String> status) throws IOException {
    for (String line : status) {
      if (line.startsWith(FIELD)) {
        long bits = Long.parseUnsignedLong(line.substring(FIELD.length()).strip(), 16);
        Set<Capability> effective = EnumSet.noneOf(Capability.class);
        for (Capability capability : values()) {
          if ((bits >>> capability.bit & 1) != 0) {
            effective.add(capability);
          }
        }
        return effective;
      }
    }
    throw new IOException("no CapEff in /proc/thread-self/status");
  }
}
