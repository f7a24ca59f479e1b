package dev.virtualip.agent.linux.netlink;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * struct nlmsghdr ({@code linux/netlink.h}), native byte order.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------------------------------+
 * |                  length, this header included                 |
 * +-------------------------------+-------------------------------+
 * |             type              |             flags             |
 * +-------------------------------+-------------------------------+
 * |                        sequence number                        |
 * +---------------------------------------------------------------+
 * |                            port id                            |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param length octets of header and payload, without padding
 */
record NlMsgHdr(int length, int type, int flags, int sequence, int port) {

  static final int SIZE = 16;

  static final int NLMSG_ERROR = 2;
  static final int NLMSG_DONE = 3;
  static final int RTM_NEWLINK = 16;
  static final int RTM_DELLINK = 17;
  static final int RTM_GETLINK = 18;
  static final int RTM_NEWADDR = 20;
  static final int RTM_DELADDR = 21;
  static final int RTM_GETADDR = 22;
  static final int RTM_GETROUTE = 26;

  static final int NLM_F_REQUEST = 0x1;
  static final int NLM_F_ACK = 0x4;
  static final int NLM_F_DUMP_INTR = 0x10;
  static final int NLM_F_REPLACE = 0x100;
  static final int NLM_F_EXCL = 0x200;
  static final int NLM_F_DUMP = 0x300;
  static final int NLM_F_CREATE = 0x400;
  static final int NLM_F_CAPPED = 0x100;
  static final int NLM_F_ACK_TLVS = 0x200;

  /** Netlink pads messages and attributes to this. */
  static int align(int length) {
    return (length + 3) & ~3;
  }

  void pack(ByteBuffer buffer) {
    buffer.putInt(length).putShort((short) type).putShort((short) flags);
    buffer.putInt(sequence).putInt(port);
  }

  /**
   * Reads a header and moves behind it.
   *
   * @return empty, with the position unmoved, unless the whole message is within the limit
   */
  static Optional<NlMsgHdr> parse(ByteBuffer buffer) {
    if (buffer.remaining() < SIZE) {
      return Optional.empty();
    }
    int start = buffer.position();
    int length = buffer.getInt(start);
    if (length < SIZE || length > buffer.remaining()) {
      return Optional.empty();
    }
    buffer.position(start + SIZE);
    return Optional.of(
        new NlMsgHdr(
            length,
            buffer.getShort(start + 4) & 0xffff,
            buffer.getShort(start + 6) & 0xffff,
            buffer.getInt(start + 8),
            buffer.getInt(start + 12)));
  }
}
