package dev.virtualip.agent.linux;

import java.nio.ByteBuffer;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;
import org.jspecify.annotations.Nullable;

/**
 * The C library, bound by jnr-ffi. Every buffer is direct and is passed from its position on; a
 * call allocates nothing.
 */
final class LibC {

  /** Signatures as in the manual pages of section 2; public because jnr-ffi implements it. */
  @SuppressWarnings("MemberName") // the C names are what jnr-ffi looks up
  public interface Calls {
    int epoll_create1(int flags);

    int epoll_ctl(int epoll, int operation, int fd, @In @Nullable ByteBuffer event);

    int epoll_wait(int epoll, @Out ByteBuffer events, int maximum, int timeoutMilliseconds);

    int eventfd(int initial, int flags);

    int timerfd_create(int clock, int flags);

    int timerfd_settime(int fd, int flags, @In ByteBuffer value, @Out @Nullable ByteBuffer old);

    int clock_gettime(int clock, @Out ByteBuffer timespec);

    int socket(int family, int type, int protocol);

    int bind(int fd, @In ByteBuffer address, int length);

    int setsockopt(int fd, int level, int option, @In ByteBuffer value, int length);

    @ssize_t
    long sendto(
        int fd,
        @In ByteBuffer data,
        @size_t long length,
        int flags,
        @In @Nullable ByteBuffer address,
        int addressLength);

    @ssize_t
    long recv(int fd, @Out ByteBuffer data, @size_t long length, int flags);

    @ssize_t
    long sendmsg(int fd, @In ByteBuffer message, int flags);

    @ssize_t
    long recvmsg(int fd, @In @Out ByteBuffer message, int flags);

    @ssize_t
    long read(int fd, @Out ByteBuffer data, @size_t long length);

    @ssize_t
    long write(int fd, @In ByteBuffer data, @size_t long length);

    int close(int fd);

    int sched_setscheduler(int thread, int policy, @In ByteBuffer parameters);

    int setpriority(int which, int who, int nice);
  }

  static final Calls CALLS = LibraryLoader.create(Calls.class).load("c");

  static final Runtime RUNTIME = Runtime.getRuntime(CALLS);

  private LibC() {}

  /** errno of this thread's last call, as jffi saved it before the JVM could overwrite it. */
  static int errno() {
    return RUNTIME.getLastError();
  }
}
