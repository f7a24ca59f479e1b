package dev.virtualip.agent.address;

import dev.virtualip.agent.linux.netlink.MacAddress;
import java.net.Inet6Address;
import java.nio.ByteBuffer;

/**
 * The unsolicited neighbor advertisement: the frame that tells everybody on the link where an IPv6
 * address is now (RFC 4861 sections 4.4 and 7.2.6, RFC 9568 section 6.4.2).
 *
 * <pre>
 *  octets  0                   6         12     14
 *         +-------------------+---------+------+------------------------------+
 *         | 33:33:00:00:00:01 | own MAC | 86dd | IPv6 header 40, ICMPv6 32    |
 *         +-------------------+---------+------+------------------------------+
 *  14 version, class, flow 60000000   18 length 32   20 next header 58   21 hop limit 255
 *  22 source: the address   38 destination: ff02::1
 *
 *     0                   1                   2                   3
 *     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *    +---------------+---------------+-------------------------------+
 * 54 |   Type 136    |    Code 0     |           Checksum            |
 *    +-+-+-+---------+---------------+-------------------------------+
 * 58 |R|S|O|                     Reserved                            |
 *    +-+-+-+---------------------------------------------------------+
 * 62 |                Target: the address, 16 octets                 |
 *    +---------------+---------------+-------------------------------+
 * 78 | Option 2      | Length 1      | own MAC, 6 octets             |
 *    +---------------+---------------+-------------------------------+
 * </pre>
 *
 * O makes neighbours replace what they know at once, and they ignore it without the option. S is
 * for answers. R must say what the kernel says in its own answers, or a host takes its default
 * router for gone.
 */
final class NeighborAdvertisement {

  private static final int FRAME_OCTETS = 86;
  private static final int ICMP = 54;
  private static final int ICMP_OCTETS = FRAME_OCTETS - ICMP;
  private static final int CHECKSUM = ICMP + 2;
  private static final short ETHERTYPE_IPV6 = (short) 0x86dd;
  private static final int VERSION_6 = 0x6000_0000;
  private static final byte NEXT_HEADER_ICMPV6 = 58;
  private static final short TYPE_AND_CODE = (short) (136 << Byte.SIZE);
  private static final int ROUTER = 0x8000_0000;
  private static final int OVERRIDE = 0x2000_0000;
  private static final byte TARGET_LINK_LAYER_ADDRESS = 2;
  private static final byte[] ALL_NODES_MAC = {0x33, 0x33, 0, 0, 0, 1};
  private static final byte[] ALL_NODES = {
    (byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
  };

  private NeighborAdvertisement() {}

  /**
   * Builds the whole frame.
   *
   * @param router whether this machine forwards what comes in by the interface
   */
  static byte[] frame(MacAddress own, Inet6Address address, boolean router) {
    byte[] mac = own.octets();
    byte[] ip = address.getAddress();
    ByteBuffer frame =
        ByteBuffer.allocate(FRAME_OCTETS)
            .put(ALL_NODES_MAC)
            .put(mac)
            .putShort(ETHERTYPE_IPV6)
            .putInt(VERSION_6)
            .putShort((short) ICMP_OCTETS)
            .put(NEXT_HEADER_ICMPV6)
            .put((byte) 255)
            .put(ip)
            .put(ALL_NODES)
            .putShort(TYPE_AND_CODE)
            .putShort((short) 0)
            .putInt(router ? ROUTER | OVERRIDE : OVERRIDE)
            .put(ip)
            .put(TARGET_LINK_LAYER_ADDRESS)
            .put((byte) 1)
            .put(mac);
    return frame.putShort(CHECKSUM, Icmpv6.checksum(frame)).array();
  }
}
