package dev.virtualip.agent.linux;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A received datagram: preallocated, filled by {@link VrrpSocket#receive}, valid until the next
 * call.
 *
 * <p>The header is what the wire had; nothing here has been judged except whether it is whole.
 */
public final class VrrpDatagram {

  /** More than an Ethernet frame carries, so that an overlong datagram shows as such. */
  static final int CAPACITY = 2048;

  private static final int FLAG_MORE_AND_OFFSET = 0x3fff;
  private static final int IPV4_OCTETS = 4;
  private static final int IPV6_OCTETS = 16;

  private final ByteBuffer packet = Kernel.allocate(CAPACITY).order(ByteOrder.BIG_ENDIAN);
  private final byte[] source = new byte[IPV6_OCTETS];
  private final byte[] destination = new byte[IPV6_OCTETS];
  private final KnownAddresses known = new KnownAddresses();
  private int addressOctets = IPV4_OCTETS;
  private boolean whole;
  private int ttl;

  /** Memory for the socket to receive into. */
  ByteBuffer clear() {
    return packet.clear();
  }

  /**
   * Reads the header of a raw IPv4 socket's datagram (RFC 791 section 3.1).
   *
   * <pre>
   *  0                   1                   2                   3
   *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
   * +-------+-------+---------------+-------------------------------+
   * |Version|  IHL  |      TOS      |          Total Length         |
   * +-------+-------+---------------+-----+-------------------------+
   * |        Identification         |Flags|     Fragment Offset     |
   * +---------------+---------------+-----+-------------------------+
   * |      TTL      |   Protocol    |        Header Checksum        |
   * +---------------+---------------+-------------------------------+
   * |                            Source                             |
   * +---------------------------------------------------------------+
   * |                          Destination                          |
   * +---------------------------------------------------------------+
   * |                  Options, up to IHL * 4 octets                |
   * +---------------------------------------------------------------+
   * </pre>
   *
   * @param length octets that the kernel gave
   */
  void parseIpv4(int length) {
    packet.clear().limit(Math.min(length, CAPACITY));
    reset(IPV4_OCTETS);
    if (length < 20) {
      packet.position(packet.limit());
      return;
    }
    int header = (packet.get(0) & 0xf) * 4;
    ttl = packet.get(8) & 0xff;
    packet.get(12, source, 0, IPV4_OCTETS).get(16, destination, 0, IPV4_OCTETS);
    boolean fragment = (packet.getShort(6) & FLAG_MORE_AND_OFFSET) != 0;
    whole =
        (packet.get(0) & 0xf0) == 0x40
            && header >= 20
            && header <= length
            && length <= CAPACITY
            && (packet.getShort(2) & 0xffff) == length
            && !fragment;
    packet.position(whole ? header : packet.limit());
  }

  /**
   * Takes the payload of an IPv6 packet: a raw IPv6 socket gives no header, which the kernel has
   * checked, and tells of it in ancillary data.
   *
   * @param length octets that the kernel gave
   * @param complete whether that was all
   */
  void readIpv6(ByteBuffer payload, int length, boolean complete) {
    reset(IPV6_OCTETS);
    packet.clear().put(0, payload, 0, length).limit(complete ? length : 0);
    whole = complete;
  }

  /** A struct sockaddr_in6. */
  void sourceIs(ByteBuffer name) {
    SockAddrIn6.address(name, source);
  }

  /** A struct in6_pktinfo. */
  void destinationIs(ByteBuffer packetInfo) {
    In6PktInfo.address(packetInfo, destination);
  }

  void hopLimitIs(int hopLimit) {
    ttl = hopLimit;
  }

  private void reset(int octets) {
    addressOctets = octets;
    whole = false;
    ttl = 0;
    Arrays.fill(source, (byte) 0);
    Arrays.fill(destination, (byte) 0);
  }

  /**
   * Whether the IP header is sound, its length agrees with the octets received and it is no
   * fragment. If not, only {@link #source} is worth a look.
   */
  public boolean isWhole() {
    return whole;
  }

  /** The VRRP message, position to limit, big-endian; empty unless {@link #isWhole}. */
  public ByteBuffer message() {
    return packet;
  }

  /** TTL or hop limit as received, 0..255. */
  public int ttl() {
    return ttl;
  }

  public InetAddress source() {
    return known.of(source, addressOctets);
  }

  public InetAddress destination() {
    return known.of(destination, addressOctets);
  }
}
