package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** The Internet checksum (RFC 1071) over a VRRP message, with or without pseudo-header. */
final class Checksum {

  private static final int PROTOCOL = 112;

  private Checksum() {}

  /** The value for the checksum field, which holds zero in {@code message}. */
  static int ofMessage(ByteBuffer message) {
    return complement(sum(message));
  }

  /**
   * The value for the checksum field, which holds zero in {@code message}; the pseudo-header is
   * that of RFC 5798 section 5.2.8 for IPv4 and of RFC 8200 section 8.1 for IPv6. Their sums need
   * no distinction: the fields that IPv6 widens are zero there.
   */
  static int withPseudoHeader(ByteBuffer message, InetAddress source, InetAddress destination) {
    return complement(sum(message) + pseudoHeader(message, source, destination));
  }

  /** Whether {@code message}, its checksum field included, is intact without pseudo-header. */
  static boolean intact(ByteBuffer message) {
    return complement(sum(message)) == 0;
  }

  /** Whether {@code message}, its checksum field included, is intact with its pseudo-header. */
  static boolean intact(ByteBuffer message, InetAddress source, InetAddress destination) {
    return complement(sum(message) + pseudoHeader(message, source, destination)) == 0;
  }

  private static long pseudoHeader(
      ByteBuffer message, InetAddress source, InetAddress destination) {
    return sum(ByteBuffer.wrap(source.getAddress()))
        + sum(ByteBuffer.wrap(destination.getAddress()))
        + PROTOCOL
        + message.remaining();
  }

  private static long sum(ByteBuffer octets) {
    long sum = 0;
    int index = octets.position();
    for (; index + 1 < octets.limit(); index += 2) {
      sum += Short.toUnsignedInt(octets.getShort(index));
    }
    if (index < octets.limit()) {
      sum += Byte.toUnsignedInt(octets.get(index)) << 8;
    }
    return sum;
  }

  private static int complement(long sum) {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xffff) + (folded >>> 16);
    }
    return (int) (~folded & 0xffff);
  }
}
