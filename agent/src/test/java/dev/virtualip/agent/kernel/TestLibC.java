package dev.virtualip.agent.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;

/** What only tests ask of the C library. */
final class TestLibC {

  /** Public because jnr-ffi implements it. */
  public interface Calls {
    int open(CharSequence path, int flags);

    int setns(int fd, int type);

    int close(int fd);

    int socket(int family, int type, int protocol);

    int setsockopt(int fd, int level, int option, @In ByteBuffer value, int length);

    int bind(int fd, @In ByteBuffer address, int length);

    int ioctl(int fd, long request, @Out ByteBuffer argument);

    int sched_setaffinity(int thread, @size_t long length, @In ByteBuffer mask);

    int sched_setscheduler(int thread, int policy, @In ByteBuffer parameters);

    @ssize_t
    long recv(int fd, @Out ByteBuffer data, @size_t long length, int flags);
  }

  static final Calls CALLS = LibraryLoader.create(Calls.class).load("c");

  private TestLibC() {}

  static int errno() {
    return Runtime.getRuntime(CALLS).getLastError();
  }

  static int require(int result, String call) throws IOException {
    if (result < 0) {
      throw new IOException(call + ": errno " + errno());
    }
    return result;
  }
}
