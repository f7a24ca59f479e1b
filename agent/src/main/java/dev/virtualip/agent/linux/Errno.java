package dev.virtualip.agent.linux;

/** Error numbers of x86-64 and aarch64 Linux ({@code asm-generic/errno.h}). */
public enum Errno {
  EPERM(1, "operation not permitted"),
  ENOENT(2, "no such file"),
  EINTR(4, "interrupted"),
  EBADF(9, "descriptor closed"),
  EAGAIN(11, "try again"),
  ENOMEM(12, "out of memory"),
  EACCES(13, "permission denied"),
  EBUSY(16, "busy"),
  EEXIST(17, "exists already"),
  ENODEV(19, "no such device"),
  EINVAL(22, "invalid argument"),
  ENFILE(23, "too many open files on this machine"),
  EMFILE(24, "too many open files in this process"),
  ENOSPC(28, "no space left"),
  EMSGSIZE(90, "message too long"),
  ENOPROTOOPT(92, "socket option unknown to this kernel"),
  EPROTONOSUPPORT(93, "protocol not supported"),
  EOPNOTSUPP(95, "operation not supported"),
  EAFNOSUPPORT(97, "address family not supported"),
  EADDRINUSE(98, "address in use"),
  EADDRNOTAVAIL(99, "address not available"),
  ENETDOWN(100, "network is down"),
  ENETUNREACH(101, "network unreachable"),
  ENOBUFS(105, "no buffer space"),
  ETIMEDOUT(110, "timed out"),
  ECONNREFUSED(111, "connection refused"),
  EHOSTUNREACH(113, "host unreachable");

  private final int number;
  private final String text;

  Errno(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /** The positive number that the kernel uses. */
  public int number() {
    return number;
  }

  /** Symbol and meaning, for instance {@code ENODEV (no such device)}. */
  static String describe(int number) {
    for (Errno errno : values()) {
      if (errno.number == number) {
        return errno.name() + " (" + errno.text + ")";
      }
    }
    return "errno " + number;
  }
}
