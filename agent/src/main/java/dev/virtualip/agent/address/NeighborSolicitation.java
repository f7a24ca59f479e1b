package dev.virtualip.agent.address;

import dev.virtualip.agent.linux.netlink.MacAddress;
import java.net.Inet6Address;
import java.nio.ByteBuffer;

/**
 * The frame that asks who has an IPv6 address without saying that we have one: the neighbor
 * solicitation of duplicate address detection (RFC 4861 section 4.3, RFC 4862 section 5.4.2), which
 * comes from no address, and whose answer goes to everybody.
 *
 * <pre>
 *  octets  0                   6         12     14
 *         +-------------------+---------+------+------------------------------+
 *         | 33:33:ff:xx:xx:xx | own MAC | 86dd | IPv6 header 40, ICMPv6 24    |
 *         +-------------------+---------+------+------------------------------+
 *  14 version, class, flow 60000000   18 length 24   20 next header 58   21 hop limit 255
 *  22 source: ::   38 destination: ff02::1:ffxx:xxxx, the address's last 3 octets
 *
 *  54 type 135   55 code 0   56 checksum   58 reserved   62 target: the address, 16 octets
 * </pre>
 */
final class NeighborSolicitation {

  private static final int FRAME_OCTETS = 78;
  private static final int ICMP_OCTETS = 24;
  private static final int CHECKSUM = 56;
  private static final short ETHERTYPE_IPV6 = (short) 0x86dd;
  private static final int VERSION_6 = 0x6000_0000;
  private static final byte NEXT_HEADER_ICMPV6 = 58;
  private static final short TYPE_AND_CODE = (short) (135 << Byte.SIZE);

  /** The rest is the address's last three octets (RFC 4291 section 2.7.1). */
  private static final byte[] SOLICITED_NODE = {
    (byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, (byte) 0xff
  };

  private static final byte[] MULTICAST_MAC = {0x33, 0x33, (byte) 0xff};

  private NeighborSolicitation() {}

  static byte[] frame(MacAddress own, Inet6Address address) {
    byte[] ip = address.getAddress();
    ByteBuffer frame =
        ByteBuffer.allocate(FRAME_OCTETS)
            .put(MULTICAST_MAC)
            .put(ip, 13, 3)
            .put(own.octets())
            .putShort(ETHERTYPE_IPV6)
            .putInt(VERSION_6)
            .putShort((short) ICMP_OCTETS)
            .put(NEXT_HEADER_ICMPV6)
            .put((byte) 255)
            .put(new byte[ip.length])
            .put(SOLICITED_NODE)
            .put(ip, 13, 3)
            .putShort(TYPE_AND_CODE)
            .putShort((short) 0)
            .putInt(0)
            .put(ip);
    return frame.putShort(CHECKSUM, Icmpv6.checksum(frame)).array();
  }
}
