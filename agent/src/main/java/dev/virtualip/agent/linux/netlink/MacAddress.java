package dev.virtualip.agent.linux.netlink;

import java.util.HexFormat;

/**
 * An Ethernet address.
 *
 * @param value its 48 bits, the first octet on the wire uppermost
 */
public record MacAddress(long value) {

  /** Octets of one. */
  public static final int LENGTH = 6;

  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

  /**
   * From wire order.
   *
   * @param octets exactly 6
   */
  public static MacAddress of(byte[] octets) {
    if (octets.length != LENGTH) {
      throw new IllegalArgumentException("an Ethernet address has 6 octets, not " + octets.length);
    }
    long value = 0;
    for (byte octet : octets) {
      value = (value << Byte.SIZE) | (octet & 0xff);
    }
    return new MacAddress(value);
  }

  /** In wire order. */
  public byte[] octets() {
    byte[] octets = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      octets[i] = (byte) (value >>> (Byte.SIZE * (LENGTH - 1 - i)));
    }
    return octets;
  }

  @Override
  public String toString() {
    return COLONS.formatHex(octets());
  }
}
