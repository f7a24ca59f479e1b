package dev.virtualip.agent.linux;

import java.nio.ByteBuffer;

/**
 * struct sockaddr_in6 ({@code linux/in6.h}).
 *
 * <pre>
 *  octets  0        2      4           8                24        28
 *         +--------+------+-----------+----------------+---------+
 *         | family | port | flow info |    address     | scope id|
 *         +--------+------+-----------+----------------+---------+
 * </pre>
 */
final class SockAddrIn6 {

  static final int SIZE = 28;

  private static final int ADDRESS = 8;
  private static final int ADDRESS_OCTETS = 16;
  private static final int SCOPE_ID = 24;

  private SockAddrIn6() {}

  /**
   * A new one.
   *
   * @param scopeId interface index: without it the kernel takes no link-local address
   */
  static ByteBuffer of(byte[] address, int scopeId) {
    return Kernel.allocate(SIZE)
        .putShort(0, (short) Sockets.AF_INET6)
        .put(ADDRESS, address)
        .putInt(SCOPE_ID, scopeId);
  }

  /** Writes 16 octets of address over the one that is there. */
  static void put(ByteBuffer into, byte[] address) {
    into.put(ADDRESS, address);
  }

  /** Copies the address into 16 octets. */
  static void address(ByteBuffer from, byte[] into) {
    from.get(ADDRESS, into, 0, ADDRESS_OCTETS);
  }
}
