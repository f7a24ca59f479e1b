package dev.virtualip.agent.linux;

import java.net.Inet6Address;
import java.nio.ByteBuffer;

/**
 * struct in6_pktinfo ({@code linux/ipv6.h}, RFC 3542 section 6): of a packet that is sent the
 * source address, of one that came in the destination address.
 *
 * <pre>
 *  octets  0                16               20
 *         +----------------+----------------+
 *         |    address     | interface index|
 *         +----------------+----------------+
 * </pre>
 */
final class In6PktInfo {

  static final int SIZE = 20;

  private static final int ADDRESS = 16;

  private In6PktInfo() {}

  static void pack(ByteBuffer at, Inet6Address address, int interfaceIndex) {
    at.put(0, address.getAddress()).putInt(ADDRESS, interfaceIndex);
  }

  /** Copies the address into 16 octets. */
  static void address(ByteBuffer at, byte[] into) {
    at.get(0, into, 0, ADDRESS);
  }
}
