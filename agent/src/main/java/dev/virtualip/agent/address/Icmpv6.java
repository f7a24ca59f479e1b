package dev.virtualip.agent.address;

import java.nio.ByteBuffer;

/** What the ICMPv6 messages have in common that are sent as whole Ethernet frames. */
final class Icmpv6 {

  private static final int MESSAGE = 54;

  /** Source and destination, which stand right before the message. */
  private static final int ADDRESSES = 22;

  private static final int NEXT_HEADER_ICMPV6 = 58;

  private Icmpv6() {}

  /**
   * RFC 1071 over the pseudo-header of RFC 8200 section 8.1 and the message.
   *
   * @param frame of an even length, without extension headers, the checksum 0
   */
  static short checksum(ByteBuffer frame) {
    int end = frame.capacity();
    int sum = end - MESSAGE + NEXT_HEADER_ICMPV6;
    for (int at = ADDRESSES; at < end; at += Short.BYTES) {
      sum += Short.toUnsignedInt(frame.getShort(at));
    }
    sum = (sum & 0xffff) + (sum >>> Short.SIZE);
    return (short) ~(sum + (sum >>> Short.SIZE));
  }
}
