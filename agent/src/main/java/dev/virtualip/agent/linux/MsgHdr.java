package dev.virtualip.agent.linux;

import java.nio.ByteBuffer;
import jnr.ffi.Pointer;

/**
 * struct msghdr ({@code linux/socket.h}) of a 64-bit kernel with one struct iovec: what sendmsg and
 * recvmsg are given. It points at memory that it keeps alive.
 *
 * <pre>
 *  octets  0      8           16        24           32        40             48      56
 *         +------+-----------+---------+------------+---------+--------------+-------+
 *         | name | its length| iovec   | how many   | control | its length   | flags |
 *         +------+-----------+---------+------------+---------+--------------+-------+
 *  iovec:  0      8       16
 *         +------+--------+
 *         | data | length |
 *         +------+--------+
 * </pre>
 */
final class MsgHdr {

  private static final int SIZE = 56;
  private static final int NAME_LENGTH = 8;
  private static final int IOVEC = 16;
  private static final int IOVEC_COUNT = 24;
  private static final int CONTROL = 32;
  private static final int CONTROL_LENGTH = 40;
  private static final int FLAGS = 48;
  private static final int IOVEC_SIZE = 16;
  private static final int DATA_LENGTH = 8;
  private static final int MSG_TRUNC = 0x20;
  private static final int MSG_CTRUNC = 0x08;

  private final ByteBuffer header = Kernel.allocate(SIZE);
  private final ByteBuffer iovec = Kernel.allocate(IOVEC_SIZE);
  private final ByteBuffer name;
  private final ByteBuffer data;
  private final ByteBuffer control;

  /** All direct; each is used from its first octet on. */
  MsgHdr(ByteBuffer name, ByteBuffer data, ByteBuffer control) {
    this.name = name;
    this.data = data;
    this.control = control;
    iovec.putLong(0, address(data));
    header.putLong(0, address(name)).putLong(IOVEC, address(iovec)).putLong(IOVEC_COUNT, 1);
    header.putLong(CONTROL, address(control));
  }

  private static long address(ByteBuffer direct) {
    return Pointer.wrap(LibC.RUNTIME, direct).address();
  }

  /** Offers {@code length} octets of data, and all of name and control. The call overwrites it. */
  ByteBuffer offer(int length) {
    iovec.putLong(DATA_LENGTH, length);
    header.putInt(NAME_LENGTH, name.capacity());
    header.putLong(CONTROL_LENGTH, control.capacity()).putInt(FLAGS, 0);
    return header;
  }

  ByteBuffer name() {
    return name;
  }

  ByteBuffer data() {
    return data;
  }

  /** Reads the control messages that recvmsg left. */
  void visitControl(CmsgHdr.Visitor visitor) {
    CmsgHdr.visit(control, (int) header.getLong(CONTROL_LENGTH), visitor);
  }

  /** Whether data or control did not fit. */
  boolean isTruncated() {
    return (header.getInt(FLAGS) & (MSG_TRUNC | MSG_CTRUNC)) != 0;
  }
}
