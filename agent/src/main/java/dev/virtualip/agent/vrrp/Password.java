package dev.virtualip.agent.vrrp;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The authentication data of version 2's simple password (RFC 2338 section 5.3.6): 1..8 octets,
 * padded with zeros to 8. It tells groups on a link apart and protects from nobody who can listen.
 *
 * <p>All the same it is somebody's secret: nothing here hands it out but to the wire.
 */
public final class Password {

  /** What the authentication data has room for. */
  public static final int MOST_OCTETS = 8;

  private final byte[] octets;

  private Password(byte[] octets) {
    this.octets = octets;
  }

  /**
   * @throws IllegalArgumentException if there are none or more than {@link #MOST_OCTETS}; the
   *     message has their number and not themselves
   */
  public static Password of(byte[] octets) {
    if (octets.length < 1 || octets.length > MOST_OCTETS) {
      throw new IllegalArgumentException(
          "a password has 1.." + MOST_OCTETS + " octets, this one has " + octets.length);
    }
    return new Password(Arrays.copyOf(octets, MOST_OCTETS));
  }

  void write(ByteBuffer message) {
    message.put(octets);
  }

  /** Whether it stands at {@code offset}; takes as long wherever the first difference is. */
  boolean standsIn(ByteBuffer message, int offset) {
    byte[] there = new byte[MOST_OCTETS];
    message.get(offset, there);
    return MessageDigest.isEqual(octets, there);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Password password && MessageDigest.isEqual(octets, password.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  /** Without the password, or it would stand in a log some day. */
  @Override
  public String toString() {
    return "Password[...]";
  }
}
