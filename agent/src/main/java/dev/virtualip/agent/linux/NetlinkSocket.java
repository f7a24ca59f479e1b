package dev.virtualip.agent.linux;

import java.nio.ByteBuffer;

/**
 * A NETLINK_ROUTE socket of the network namespace that it was opened in; it moves octets and leaves
 * their meaning to {@code linux.netlink}. Used by one thread.
 */
public final class NetlinkSocket implements Pollable, AutoCloseable {

  /** Result of {@link #receive} when nothing is queued, or nothing came within the timeout. */
  public static final int NOTHING = Kernel.WOULD_BLOCK;

  private static final int NETLINK_ROUTE = 0;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_CAP_ACK = 10;
  private static final int NETLINK_EXT_ACK = 11;
  private static final int MSG_TRUNC = 0x20;
  private static final int RECEIVE_BUFFER = 4 << 20;

  private final Descriptor descriptor;

  private NetlinkSocket(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Opens a socket for requests. {@link #receive} blocks up to the timeout; acknowledgements carry
   * the kernel's explanation and not a copy of the request.
   *
   * @param timeoutSeconds at least 1
   */
  public static NetlinkSocket openForRequests(int timeoutSeconds) throws ErrnoException {
    String doing = "open a netlink socket";
    Descriptor socket = Sockets.open(Sockets.AF_NETLINK, Sockets.SOCK_RAW, NETLINK_ROUTE, doing);
    try {
      // struct timeval: seconds, microseconds.
      ByteBuffer timeout = Kernel.allocate(16).putLong(0, timeoutSeconds);
      Sockets.set(socket, Sockets.SOL_SOCKET, Sockets.SO_RCVTIMEO, timeout, "SO_RCVTIMEO", doing);
      Sockets.set(socket, SOL_NETLINK, NETLINK_CAP_ACK, 1, "NETLINK_CAP_ACK", doing);
      Sockets.set(socket, SOL_NETLINK, NETLINK_EXT_ACK, 1, "NETLINK_EXT_ACK", doing);
      Sockets.bind(socket, address(0), doing);
    } catch (ErrnoException e) {
      socket.close();
      throw e;
    }
    return new NetlinkSocket(socket);
  }

  /**
   * Opens a non-blocking socket that hears multicast groups, with a receive buffer of 4 MiB.
   *
   * @param groups bits RTMGRP_* of {@code linux/rtnetlink.h}
   */
  public static NetlinkSocket openForEvents(int groups) throws ErrnoException {
    String doing = "open a netlink monitor";
    Descriptor socket =
        Sockets.open(
            Sockets.AF_NETLINK, Sockets.SOCK_RAW | Sockets.SOCK_NONBLOCK, NETLINK_ROUTE, doing);
    try {
      Sockets.setReceiveBuffer(socket, RECEIVE_BUFFER, doing);
      Sockets.bind(socket, address(groups), doing);
    } catch (ErrnoException e) {
      socket.close();
      throw e;
    }
    return new NetlinkSocket(socket);
  }

  /** struct sockaddr_nl: family, padding, port (0: the kernel chooses), groups. */
  private static ByteBuffer address(int groups) {
    return Kernel.allocate(12).putShort(0, (short) Sockets.AF_NETLINK).putInt(8, groups);
  }

  /**
   * Sends the messages between position and limit; the kernel has acted on them when this returns.
   *
   * @param messages direct, native order
   */
  public void send(ByteBuffer messages, String doing) throws ErrnoException {
    if (Kernel.send(descriptor.number(), messages, null, doing) == Kernel.WOULD_BLOCK) {
      throw new ErrnoException(Errno.EAGAIN.number(), "sendto", doing);
    }
  }

  /**
   * Receives one datagram of whole messages.
   *
   * @param into direct; cleared, then limited to what came
   * @return its octets or {@link #NOTHING}
   * @throws ErrnoException ENOBUFS when the kernel had to drop messages; EMSGSIZE when the datagram
   *     is larger than {@code into}
   */
  public int receive(ByteBuffer into, String doing) throws ErrnoException {
    into.clear();
    int length = Kernel.receive(descriptor.number(), into, MSG_TRUNC, doing);
    if (length > into.capacity()) {
      throw new ErrnoException(Errno.EMSGSIZE.number(), "recv", doing);
    }
    into.limit(Math.max(length, 0));
    return length;
  }

  @Override
  public int descriptor() {
    return descriptor.number();
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
