package dev.virtualip.agent.address;

import dev.virtualip.agent.linux.netlink.MacAddress;
import java.net.Inet4Address;
import java.nio.ByteBuffer;

/**
 * The frame that asks who has an IPv4 address without saying that we have one (RFC 5227 section
 * 2.1.1): as an ARP request, but that its sender has no address and nobody learns one from it.
 *
 * <pre>
 *  octets  0        6         12     14
 *         +--------+---------+------+---------------------------+
 *         | ff x 6 | own MAC | 0806 | ARP request, 28 octets    |
 *         +--------+---------+------+---------------------------+
 *  14 hardware 1   16 protocol 0800   18 lengths 6, 4   20 operation 1
 *  22 sender MAC: own   28 sender: 0.0.0.0   32 target MAC: 00 x 6   38 target: the address
 * </pre>
 */
final class ArpProbe {

  private static final int FRAME_OCTETS = 42;
  private static final short ETHERTYPE_ARP = 0x0806;
  private static final short HARDWARE_ETHERNET = 1;
  private static final short PROTOCOL_IPV4 = 0x0800;
  private static final short REQUEST = 1;
  private static final byte[] BROADCAST = {-1, -1, -1, -1, -1, -1};

  private ArpProbe() {}

  static byte[] frame(MacAddress own, Inet4Address address) {
    byte[] mac = own.octets();
    byte[] ip = address.getAddress();
    return ByteBuffer.allocate(FRAME_OCTETS)
        .put(BROADCAST)
        .put(mac)
        .putShort(ETHERTYPE_ARP)
        .putShort(HARDWARE_ETHERNET)
        .putShort(PROTOCOL_IPV4)
        .put((byte) mac.length)
        .put((byte) ip.length)
        .putShort(REQUEST)
        .put(mac)
        .putInt(0)
        .put(new byte[mac.length])
        .put(ip)
        .array();
  }
}
