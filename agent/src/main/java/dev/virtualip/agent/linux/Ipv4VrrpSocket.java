package dev.virtualip.agent.linux;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One raw socket both ways, writing its own IP header: bound to the group for receiving, or a
 * member of no group, which then hears what is sent to the addresses of this machine.
 */
final class Ipv4VrrpSocket implements VrrpSocket {

  private static final int IPPROTO_VRRP = 112;
  private static final int IPPROTO_IP = 0;
  private static final int IP_HDRINCL = 3;
  private static final int IP_MULTICAST_IF = 32;
  private static final int IP_MULTICAST_LOOP = 34;
  private static final int IP_ADD_MEMBERSHIP = 35;
  private static final int IP_MULTICAST_ALL = 49;
  private static final byte[] GROUP = {(byte) 224, 0, 0, 18};
  private static final int HEADER = 20;
  private static final int MAXIMUM_PACKET = 1500;

  /** A thousand adverts, at about 1 KiB of kernel memory each. */
  private static final int RECEIVE_BUFFER = 1 << 20;

  private final Descriptor descriptor;
  private final String receiving;
  private final String sending;
  private final ByteBuffer packet = Kernel.allocate(MAXIMUM_PACKET).order(ByteOrder.BIG_ENDIAN);
  private final ByteBuffer destination = groupAddress();

  private Ipv4VrrpSocket(Descriptor descriptor, String interfaceName) {
    this.descriptor = descriptor;
    receiving = "receive adverts on " + interfaceName;
    sending = "send an advert on " + interfaceName;
    // Version and IHL, TOS CS6; the kernel fills in total length, identification and checksum.
    packet.putShort(0, (short) 0x45c0).put(8, (byte) 255).put(9, (byte) IPPROTO_VRRP);
  }

  static Ipv4VrrpSocket open(String interfaceName, int interfaceIndex, boolean group)
      throws ErrnoException {
    String doing = "open a VRRP socket on " + interfaceName;
    Descriptor socket =
        Sockets.open(
            Sockets.AF_INET, Sockets.SOCK_RAW | Sockets.SOCK_NONBLOCK, IPPROTO_VRRP, doing);
    try {
      configure(socket, interfaceName, doing);
      if (group) {
        join(socket, interfaceIndex, doing);
      }
    } catch (ErrnoException e) {
      socket.close();
      throw e;
    }
    return new Ipv4VrrpSocket(socket, interfaceName);
  }

  private static void configure(Descriptor socket, String name, String doing)
      throws ErrnoException {
    Sockets.set(
        socket,
        Sockets.SOL_SOCKET,
        Sockets.SO_BINDTODEVICE,
        Sockets.terminated(name),
        "SO_BINDTODEVICE",
        doing);
    Sockets.set(socket, IPPROTO_IP, IP_HDRINCL, 1, "IP_HDRINCL", doing);
    Sockets.set(socket, IPPROTO_IP, IP_MULTICAST_LOOP, 0, "IP_MULTICAST_LOOP", doing);
    // Otherwise a membership of any process in this namespace would deliver here as well.
    Sockets.set(socket, IPPROTO_IP, IP_MULTICAST_ALL, 0, "IP_MULTICAST_ALL", doing);
    Sockets.setReceiveBuffer(socket, RECEIVE_BUFFER, doing);
  }

  private static void join(Descriptor socket, int index, String doing) throws ErrnoException {
    Sockets.set(socket, IPPROTO_IP, IP_MULTICAST_IF, membership(index), "IP_MULTICAST_IF", doing);
    Sockets.bind(socket, groupAddress(), doing);
    Sockets.set(
        socket, IPPROTO_IP, IP_ADD_MEMBERSHIP, membership(index), "IP_ADD_MEMBERSHIP", doing);
  }

  /** struct ip_mreqn: group, local address (none: the index decides), interface index. */
  private static ByteBuffer membership(int interfaceIndex) {
    return Kernel.allocate(12).put(0, GROUP).putInt(8, interfaceIndex);
  }

  /** struct sockaddr_in. */
  private static ByteBuffer groupAddress() {
    return Kernel.allocate(16).putShort(0, (short) Sockets.AF_INET).put(4, GROUP);
  }

  @Override
  public boolean receive(VrrpDatagram into) throws ErrnoException {
    int length = Kernel.receive(descriptor.number(), into.clear(), 0, receiving);
    if (length == Kernel.WOULD_BLOCK) {
      return false;
    }
    into.parseIpv4(length);
    return true;
  }

  @Override
  public int capacity() {
    return Sockets.capacity(RECEIVE_BUFFER);
  }

  @Override
  public boolean send(InetAddress source, InetAddress to, ByteBuffer message)
      throws ErrnoException {
    int length = message.remaining();
    packet.clear().put(12, source.getAddress()).put(16, to.getAddress());
    packet.put(HEADER, message, message.position(), length).limit(HEADER + length);
    destination.put(4, to.getAddress());
    return Kernel.send(descriptor.number(), packet, destination, sending) != Kernel.WOULD_BLOCK;
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
