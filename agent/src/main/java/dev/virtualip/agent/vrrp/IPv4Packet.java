package dev.virtualip.agent.vrrp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The IPv4 header around a VRRP message (RFC 791 section 3.1), as a raw socket hands it over and
 * takes it with {@code IP_HDRINCL}.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Version|  IHL  |Type of Service|          Total Length         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Identification        |Flags|      Fragment Offset    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Time to Live |    Protocol   |         Header Checksum       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                       Source Address                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    Destination Address                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class IPv4Packet {

  private static final int HEADER_OCTETS = 20;
  private static final int MORE_FRAGMENTS_OR_OFFSET = 0x3fff;
  private static final byte PROTOCOL_VRRP = 112;
  private static final byte HOP_LIMIT = (byte) 255;

  /** CS6, internetwork control, as every VRRP implementation on Linux marks it. */
  private static final byte TYPE_OF_SERVICE = (byte) 0xc0;

  private IPv4Packet() {}

  /**
   * Finds the message behind header and options.
   *
   * @param packet from its position to its limit
   * @return empty for a fragment, and for a packet whose lengths contradict each other
   */
  public static Optional<Datagram> parse(ByteBuffer packet) {
    ByteBuffer octets = packet.slice();
    if (octets.remaining() < HEADER_OCTETS || octets.get(0) >>> 4 != 4) {
      return Optional.empty();
    }
    int headerOctets = (octets.get(0) & 0x0f) * 4;
    int totalOctets = Short.toUnsignedInt(octets.getShort(2));
    boolean fragment = (octets.getShort(6) & MORE_FRAGMENTS_OR_OFFSET) != 0;
    if (headerOctets < HEADER_OCTETS
        || totalOctets < headerOctets
        || totalOctets != octets.remaining()
        || fragment) {
      return Optional.empty();
    }
    return Optional.of(
        new Datagram(
            address(octets, 12),
            address(octets, 16),
            Byte.toUnsignedInt(octets.get(8)),
            octets.slice(headerOctets, totalOctets - headerOctets)));
  }

  /**
   * A packet to the group with TTL 255 (RFC 9568 section 5.1.1.3). The kernel fills in
   * identification and header checksum (raw(7)).
   */
  public static ByteBuffer build(Inet4Address source, ByteBuffer message) {
    int totalOctets = HEADER_OCTETS + message.remaining();
    return ByteBuffer.allocate(totalOctets)
        .put((byte) 0x45)
        .put(TYPE_OF_SERVICE)
        .putShort((short) totalOctets)
        .putInt(0)
        .put(HOP_LIMIT)
        .put(PROTOCOL_VRRP)
        .putShort((short) 0)
        .put(source.getAddress())
        .put(AdvertisementCodec.GROUP_IPV4.getAddress())
        .put(message.duplicate())
        .flip();
  }

  private static InetAddress address(ByteBuffer octets, int offset) {
    byte[] address = new byte[4];
    octets.get(offset, address);
    return AdvertisementCodec.address(address);
  }
}
