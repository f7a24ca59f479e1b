package dev.virtualip.agent.linux;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Sends and receives VRRP adverts of one family on one interface. Non-blocking, used by one thread.
 *
 * <p>It is tied to the interface's index: once the interface is deleted, also if another of the
 * same name appears, it hears nothing and must be opened again.
 */
public sealed interface VrrpSocket extends Pollable, AutoCloseable
    permits Ipv4VrrpSocket, Ipv6VrrpSocket {

  /**
   * Opens a socket in the network namespace of the calling thread and joins 224.0.0.18.
   *
   * @param interfaceName kernel name of the interface
   * @param interfaceIndex its index
   * @throws ErrnoException EPERM without CAP_NET_RAW, ENODEV if the interface is gone
   */
  static VrrpSocket openIpv4(String interfaceName, int interfaceIndex) throws ErrnoException {
    return Ipv4VrrpSocket.open(interfaceName, interfaceIndex, true);
  }

  /** As {@link #openIpv4}, for what is sent to this machine's own addresses and to no group. */
  static VrrpSocket openIpv4Unicast(String interfaceName, int interfaceIndex)
      throws ErrnoException {
    return Ipv4VrrpSocket.open(interfaceName, interfaceIndex, false);
  }

  /**
   * Opens a socket in the network namespace of the calling thread and joins ff02::12.
   *
   * @param interfaceName kernel name of the interface
   * @param interfaceIndex its index
   * @throws ErrnoException EPERM without CAP_NET_RAW, ENODEV if the interface is gone, EAFNOSUPPORT
   *     on a kernel without IPv6
   */
  static VrrpSocket openIpv6(String interfaceName, int interfaceIndex) throws ErrnoException {
    return Ipv6VrrpSocket.open(interfaceName, interfaceIndex, true);
  }

  /**
   * As {@link #openIpv6}, for what is sent to this machine's own addresses. It joins no group, but
   * the kernel shows it what comes for groups that other sockets have joined: the caller must pass
   * over that.
   */
  static VrrpSocket openIpv6Unicast(String interfaceName, int interfaceIndex)
      throws ErrnoException {
    return Ipv6VrrpSocket.open(interfaceName, interfaceIndex, false);
  }

  /**
   * Takes the next datagram off the queue.
   *
   * @return whether there was one; {@code into} is unchanged if not
   */
  boolean receive(VrrpDatagram into) throws ErrnoException;

  /** How many datagrams can wait in its queue; who has read so many has read all that waited. */
  int capacity();

  /**
   * Sends a VRRP message, TTL or hop limit 255, without a copy to ourselves.
   *
   * @param to the multicast group, or the address of another router on the link
   * @param source address of this family on the interface; the kernel checks it for IPv6 only
   * @param message from position to limit, direct or not; its position does not move
   * @return false if the interface's queue is full and nothing was sent
   * @throws ErrnoException for instance ENETDOWN, ENODEV, EPERM (a packet filter), EINVAL (an IPv6
   *     source that the interface does not have), ENETUNREACH (no way to a router)
   */
  boolean send(InetAddress source, InetAddress to, ByteBuffer message) throws ErrnoException;

  @Override
  void close();
}
