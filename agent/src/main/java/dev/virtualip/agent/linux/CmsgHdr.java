package dev.virtualip.agent.linux;

import java.nio.ByteBuffer;

/**
 * struct cmsghdr ({@code linux/socket.h}) of a 64-bit kernel, and the data behind it.
 *
 * <pre>
 *  octets  0                8       12     16
 *         +----------------+-------+------+---------------- - -
 *         | length, with   | level | type | data, padded to a
 *         | this header    |       |      | multiple of 8
 *         +----------------+-------+------+---------------- - -
 * </pre>
 */
final class CmsgHdr {

  static final int SIZE = 16;

  private static final int LEVEL = 8;
  private static final int TYPE = 12;

  private CmsgHdr() {}

  /** Octets that a message with {@code length} octets of data takes (CMSG_SPACE). */
  static int space(int length) {
    return SIZE + align(length);
  }

  private static int align(int length) {
    return (length + 7) & ~7;
  }

  /** Writes the header and returns the data's place. */
  static ByteBuffer pack(ByteBuffer control, int level, int type, int length) {
    control.putLong(0, SIZE + length).putInt(LEVEL, level).putInt(TYPE, type);
    return control.slice(SIZE, length).order(control.order());
  }

  /** Takes one message after the other. */
  interface Visitor {
    void accept(int level, int type, ByteBuffer data);
  }

  /** Reads from 0 up to {@code length}; what is cut short ends it. */
  static void visit(ByteBuffer control, int length, Visitor visitor) {
    int at = 0;
    while (length - at >= SIZE) {
      long size = control.getLong(at);
      if (size < SIZE || size > length - at) {
        return;
      }
      int data = (int) size - SIZE;
      visitor.accept(
          control.getInt(at + LEVEL),
          control.getInt(at + TYPE),
          control.slice(at + SIZE, data).order(control.order()));
      at += space(data);
    }
  }
}
