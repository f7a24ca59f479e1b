package dev.virtualip.agent.linux;

import static dev.virtualip.agent.linux.LibC.CALLS;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What every wrapper needs: the one place that reads errno, retries an interrupted call, and tells
 * "nothing there" from failure.
 */
final class Kernel {

  /** Result of a call on a non-blocking descriptor that has nothing to give or take now. */
  static final int WOULD_BLOCK = -1;

  private static final int INTERRUPTED = -2;

  private Kernel() {}

  /** Native-order direct memory of {@code size} octets, zeroed. */
  static ByteBuffer allocate(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
  }

  /** A call that has no business failing softly: any negative result throws. */
  static int require(int result, String call, String doing) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException(LibC.errno(), call, doing);
    }
    return result;
  }

  /** Octets received from {@code position()} on, or {@link #WOULD_BLOCK}. */
  static int receive(int fd, ByteBuffer into, int flags, String doing) throws ErrnoException {
    int result;
    do {
      result = soft(CALLS.recv(fd, into, into.remaining(), flags), "recv", doing);
    } while (result == INTERRUPTED);
    return result;
  }

  /** Octets sent, or {@link #WOULD_BLOCK} when the send buffer is full. */
  static int send(int fd, ByteBuffer data, @Nullable ByteBuffer address, String doing)
      throws ErrnoException {
    int length = address == null ? 0 : address.remaining();
    int result;
    do {
      result = soft(CALLS.sendto(fd, data, data.remaining(), 0, address, length), "sendto", doing);
    } while (result == INTERRUPTED);
    return result;
  }

  /** As {@link #receive}, into what a {@link MsgHdr} points at. */
  static int receiveMessage(int fd, ByteBuffer header, String doing) throws ErrnoException {
    int result;
    do {
      result = soft(CALLS.recvmsg(fd, header, 0), "recvmsg", doing);
    } while (result == INTERRUPTED);
    return result;
  }

  /** As {@link #send}, what a {@link MsgHdr} points at. */
  static int sendMessage(int fd, ByteBuffer header, String doing) throws ErrnoException {
    int result;
    do {
      result = soft(CALLS.sendmsg(fd, header, 0), "sendmsg", doing);
    } while (result == INTERRUPTED);
    return result;
  }

  static int read(int fd, ByteBuffer into, String doing) throws ErrnoException {
    int result;
    do {
      result = soft(CALLS.read(fd, into, into.remaining()), "read", doing);
    } while (result == INTERRUPTED);
    return result;
  }

  static int write(int fd, ByteBuffer data, String doing) throws ErrnoException {
    int result;
    do {
      result = soft(CALLS.write(fd, data, data.remaining()), "write", doing);
    } while (result == INTERRUPTED);
    return result;
  }

  /** Ready descriptors; 0 at the timeout, and after a signal such as SIGCONT. */
  static int await(int epoll, ByteBuffer events, int maximum, int timeoutMilliseconds)
      throws ErrnoException {
    int result =
        soft(
            CALLS.epoll_wait(epoll, events, maximum, timeoutMilliseconds),
            "epoll_wait",
            "wait for events");
    return Math.max(result, 0);
  }

  private static int soft(long result, String call, String doing) throws ErrnoException {
    if (result >= 0) {
      return (int) result;
    }
    int errno = LibC.errno();
    if (errno == Errno.EINTR.number()) {
      return INTERRUPTED;
    }
    if (errno == Errno.EAGAIN.number()) {
      return WOULD_BLOCK;
    }
    throw new ErrnoException(errno, call, doing);
  }
}
