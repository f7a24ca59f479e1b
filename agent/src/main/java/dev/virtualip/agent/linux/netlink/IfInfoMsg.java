package dev.virtualip.agent.linux.netlink;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * struct ifinfomsg ({@code linux/rtnetlink.h}).
 *
 * @param family AF_UNSPEC for the link itself; others report a bridge port or the like
 * @param type ARPHRD_*: 1 is Ethernet
 * @param flags IFF_*
 */
record IfInfoMsg(int family, int type, int index, int flags, int change) {

  static final int SIZE = 16;

  static final int IFLA_ADDRESS = 1;
  static final int IFLA_IFNAME = 3;

  void pack(ByteBuffer buffer) {
    buffer.put((byte) family).put((byte) 0).putShort((short) type);
    buffer.putInt(index).putInt(flags).putInt(change);
  }

  /** Reads the struct and moves behind it; empty if it is cut short. */
  static Optional<IfInfoMsg> parse(ByteBuffer buffer) {
    if (buffer.remaining() < SIZE) {
      return Optional.empty();
    }
    int start = buffer.position();
    buffer.position(start + SIZE);
    return Optional.of(
        new IfInfoMsg(
            buffer.get(start) & 0xff,
            buffer.getShort(start + 2) & 0xffff,
            buffer.getInt(start + 4),
            buffer.getInt(start + 8),
            buffer.getInt(start + 12)));
  }
}
