package dev.virtualip.agent.linux.netlink;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** struct rtattr ({@code linux/rtnetlink.h}): length and type, 16 bits each, then a value. */
final class RtAttr {

  static final int SIZE = 4;

  /** NLA_F_NESTED and NLA_F_NET_BYTEORDER are flags, not part of the type. */
  private static final int TYPE_MASK = 0x3fff;

  private RtAttr() {}

  static void pack(ByteBuffer buffer, int type, byte[] value) {
    begin(buffer, type, value.length).put(value);
    pad(buffer);
  }

  static void packByte(ByteBuffer buffer, int type, int value) {
    begin(buffer, type, Byte.BYTES).put((byte) value);
    pad(buffer);
  }

  static void packInt(ByteBuffer buffer, int type, int value) {
    begin(buffer, type, Integer.BYTES).putInt(value);
  }

  static ByteBuffer begin(ByteBuffer buffer, int type, int length) {
    return buffer.putShort((short) (SIZE + length)).putShort((short) type);
  }

  private static void pad(ByteBuffer buffer) {
    while (buffer.position() != NlMsgHdr.align(buffer.position())) {
      buffer.put((byte) 0);
    }
  }

  /**
   * Reads attributes up to the limit, by type. What follows a damaged one is left out; types that
   * nobody asks for do no harm.
   */
  static Map<Integer, ByteBuffer> parseAll(ByteBuffer buffer) {
    Map<Integer, ByteBuffer> attributes = new HashMap<>();
    int at = buffer.position();
    while (buffer.limit() - at >= SIZE) {
      int length = buffer.getShort(at) & 0xffff;
      if (length < SIZE || length > buffer.limit() - at) {
        break;
      }
      attributes.put(
          buffer.getShort(at + 2) & TYPE_MASK,
          buffer.slice(at + SIZE, length - SIZE).order(buffer.order()));
      at += NlMsgHdr.align(length);
    }
    return attributes;
  }
}
