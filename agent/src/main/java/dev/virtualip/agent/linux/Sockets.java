package dev.virtualip.agent.linux;

import static dev.virtualip.agent.linux.LibC.CALLS;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Opening and configuring sockets; numbers as on x86-64 and aarch64. */
final class Sockets {

  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int AF_NETLINK = 16;
  static final int AF_PACKET = 17;

  static final int SOCK_DGRAM = 2;
  static final int SOCK_RAW = 3;
  static final int SOCK_NONBLOCK = 0x800;
  static final int SOCK_CLOEXEC = 0x80000;

  static final int SOL_SOCKET = 1;
  static final int SO_RCVBUF = 8;
  static final int SO_RCVTIMEO = 20;
  static final int SO_BINDTODEVICE = 25;
  static final int SO_RCVBUFFORCE = 33;

  /** Kernel memory of the smallest packet in a queue: its struct sk_buff and its data. */
  private static final int LEAST_PER_PACKET = 512;

  private Sockets() {}

  static Descriptor open(int family, int type, int protocol, String doing) throws ErrnoException {
    int fd = Kernel.require(CALLS.socket(family, type | SOCK_CLOEXEC, protocol), "socket", doing);
    return new Descriptor(fd);
  }

  static void set(Descriptor socket, int level, int option, int value, String call, String doing)
      throws ErrnoException {
    set(socket, level, option, Kernel.allocate(Integer.BYTES).putInt(0, value), call, doing);
  }

  static void set(
      Descriptor socket, int level, int option, ByteBuffer value, String call, String doing)
      throws ErrnoException {
    Kernel.require(
        CALLS.setsockopt(socket.number(), level, option, value, value.remaining()),
        "setsockopt(" + call + ")",
        doing);
  }

  static void bind(Descriptor socket, ByteBuffer address, String doing) throws ErrnoException {
    Kernel.require(CALLS.bind(socket.number(), address, address.remaining()), "bind", doing);
  }

  /** NUL-terminated, as SO_BINDTODEVICE wants an interface name. */
  static ByteBuffer terminated(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    return Kernel.allocate(octets.length + 1).put(0, octets);
  }

  /**
   * How many packets at most wait in a queue for which {@link #setReceiveBuffer} asked for {@code
   * size}; the kernel doubles that (socket(7)).
   */
  static int capacity(int size) {
    return 2 * size / LEAST_PER_PACKET + 1;
  }

  /** Beyond net.core.rmem_max where we may (CAP_NET_ADMIN), else up to it. */
  static void setReceiveBuffer(Descriptor socket, int size, String doing) throws ErrnoException {
    try {
      set(socket, SOL_SOCKET, SO_RCVBUFFORCE, size, "SO_RCVBUFFORCE", doing);
    } catch (ErrnoException e) {
      if (!e.is(Errno.EPERM)) {
        throw e;
      }
      set(socket, SOL_SOCKET, SO_RCVBUF, size, "SO_RCVBUF", doing);
    }
  }
}
