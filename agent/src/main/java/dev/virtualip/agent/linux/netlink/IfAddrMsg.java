package dev.virtualip.agent.linux.netlink;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * struct ifaddrmsg ({@code linux/if_addr.h}).
 *
 * @param flags the lower 8 bits only; IFA_FLAGS overrides them
 * @param scope RT_SCOPE_*: 0 universe, 253 link, 254 host
 * @param index interface index
 */
record IfAddrMsg(int family, int prefixLength, int flags, int scope, int index) {

  static final int SIZE = 8;

  static final int IFA_ADDRESS = 1;
  static final int IFA_LOCAL = 2;
  static final int IFA_CACHEINFO = 6;
  static final int IFA_FLAGS = 8;
  static final int IFA_PROTO = 11;

  void pack(ByteBuffer buffer) {
    buffer.put((byte) family).put((byte) prefixLength).put((byte) flags).put((byte) scope);
    buffer.putInt(index);
  }

  /** Reads the struct and moves behind it; empty if it is cut short. */
  static Optional<IfAddrMsg> parse(ByteBuffer buffer) {
    if (buffer.remaining() < SIZE) {
      return Optional.empty();
    }
    return Optional.of(
        new IfAddrMsg(
            buffer.get() & 0xff,
            buffer.get() & 0xff,
            buffer.get() & 0xff,
            buffer.get() & 0xff,
            buffer.getInt()));
  }
}
