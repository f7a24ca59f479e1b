package dev.virtualip.agent.linux.netlink;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * struct rtmsg ({@code linux/rtnetlink.h}).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+---------------+---------------+
 * |    family     |  dst. length  |  src. length  |      tos      |
 * +---------------+---------------+---------------+---------------+
 * |     table     |   protocol    |     scope     |     type      |
 * +---------------+---------------+---------------+---------------+
 * |                             flags                             |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param destinationLength prefix length, 0..128
 * @param type RTN_*: 2 is local
 */
record RtMsg(int family, int destinationLength, int type) {

  static final int SIZE = 12;

  static final int RTA_DST = 1;
  static final int RTA_OIF = 4;
  static final int RTN_LOCAL = 2;

  void pack(ByteBuffer buffer) {
    buffer.put((byte) family).put((byte) destinationLength).putShort((short) 0);
    buffer.putShort((short) 0).put((byte) 0).put((byte) type).putInt(0);
  }

  /** Reads the struct and moves behind it; empty if it is cut short. */
  static Optional<RtMsg> parse(ByteBuffer buffer) {
    if (buffer.remaining() < SIZE) {
      return Optional.empty();
    }
    int start = buffer.position();
    buffer.position(start + SIZE);
    return Optional.of(
        new RtMsg(
            buffer.get(start) & 0xff, buffer.get(start + 1) & 0xff, buffer.get(start + 7) & 0xff));
  }
}
