package dev.virtualip.agent.linux;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * One raw socket both ways: bound to the group for receiving, or a member of no group, which then
 * hears what is sent to the addresses of this machine. The kernel writes the IPv6 header, with the
 * source that we name; left to itself it would pick a virtual link-local address too.
 */
final class Ipv6VrrpSocket implements VrrpSocket {

  private static final int IPPROTO_VRRP = 112;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_UNICAST_HOPS = 16;
  private static final int IPV6_MULTICAST_IF = 17;
  private static final int IPV6_MULTICAST_HOPS = 18;
  private static final int IPV6_MULTICAST_LOOP = 19;
  private static final int IPV6_JOIN_GROUP = 20;
  private static final int IPV6_MULTICAST_ALL = 29;
  private static final int IPV6_RECVPKTINFO = 49;
  private static final int IPV6_PKTINFO = 50;
  private static final int IPV6_RECVHOPLIMIT = 51;
  private static final int IPV6_HOPLIMIT = 52;
  private static final int IPV6_TCLASS = 67;
  private static final int HOP_LIMIT = 255;
  private static final int CLASS_CS6 = 0xc0;
  private static final byte[] GROUP = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12};
  private static final int MAXIMUM_MESSAGE = 1500;

  /** A thousand adverts, at about 1 KiB of kernel memory each. */
  private static final int RECEIVE_BUFFER = 1 << 20;

  private final Descriptor descriptor;
  private final int interfaceIndex;
  private final String receiving;
  private final String sending;
  private final ByteBuffer sentControl = Kernel.allocate(CmsgHdr.space(In6PktInfo.SIZE));
  private final ByteBuffer packetInfo;
  private final MsgHdr sent;
  private final ByteBuffer receivedName = Kernel.allocate(SockAddrIn6.SIZE);
  private final ByteBuffer receivedControl =
      Kernel.allocate(CmsgHdr.space(In6PktInfo.SIZE) + CmsgHdr.space(Integer.BYTES));
  private final MsgHdr received;

  private Ipv6VrrpSocket(Descriptor descriptor, String interfaceName, int interfaceIndex) {
    this.descriptor = descriptor;
    this.interfaceIndex = interfaceIndex;
    receiving = "receive adverts on " + interfaceName;
    sending = "send an advert on " + interfaceName;
    packetInfo = CmsgHdr.pack(sentControl, IPPROTO_IPV6, IPV6_PKTINFO, In6PktInfo.SIZE);
    sent =
        new MsgHdr(
            SockAddrIn6.of(GROUP, interfaceIndex), Kernel.allocate(MAXIMUM_MESSAGE), sentControl);
    received = new MsgHdr(receivedName, Kernel.allocate(VrrpDatagram.CAPACITY), receivedControl);
  }

  static Ipv6VrrpSocket open(String interfaceName, int interfaceIndex, boolean group)
      throws ErrnoException {
    String doing = "open a VRRP socket for IPv6 on " + interfaceName;
    Descriptor socket =
        Sockets.open(
            Sockets.AF_INET6, Sockets.SOCK_RAW | Sockets.SOCK_NONBLOCK, IPPROTO_VRRP, doing);
    try {
      configure(socket, interfaceName, doing);
      if (group) {
        join(socket, interfaceIndex, doing);
      }
    } catch (ErrnoException e) {
      socket.close();
      throw e;
    }
    return new Ipv6VrrpSocket(socket, interfaceName, interfaceIndex);
  }

  /** Without IPV6_CHECKSUM, which would drop wrong checksums before anybody can count them. */
  private static void configure(Descriptor socket, String name, String doing)
      throws ErrnoException {
    Sockets.set(
        socket,
        Sockets.SOL_SOCKET,
        Sockets.SO_BINDTODEVICE,
        Sockets.terminated(name),
        "SO_BINDTODEVICE",
        doing);
    set(socket, IPV6_UNICAST_HOPS, HOP_LIMIT, "IPV6_UNICAST_HOPS", doing);
    set(socket, IPV6_MULTICAST_HOPS, HOP_LIMIT, "IPV6_MULTICAST_HOPS", doing);
    set(socket, IPV6_MULTICAST_LOOP, 0, "IPV6_MULTICAST_LOOP", doing);
    set(socket, IPV6_TCLASS, CLASS_CS6, "IPV6_TCLASS", doing);
    set(socket, IPV6_RECVHOPLIMIT, 1, "IPV6_RECVHOPLIMIT", doing);
    set(socket, IPV6_RECVPKTINFO, 1, "IPV6_RECVPKTINFO", doing);
    // Otherwise a membership of any process in this namespace would deliver here as well.
    set(socket, IPV6_MULTICAST_ALL, 0, "IPV6_MULTICAST_ALL", doing);
    Sockets.setReceiveBuffer(socket, RECEIVE_BUFFER, doing);
  }

  private static void join(Descriptor socket, int index, String doing) throws ErrnoException {
    set(socket, IPV6_MULTICAST_IF, index, "IPV6_MULTICAST_IF", doing);
    Sockets.bind(socket, SockAddrIn6.of(GROUP, index), doing);
    // struct ipv6_mreq: group, interface index. Switches that snoop MLD wait for this.
    ByteBuffer membership = Kernel.allocate(20).put(0, GROUP).putInt(16, index);
    Sockets.set(socket, IPPROTO_IPV6, IPV6_JOIN_GROUP, membership, "IPV6_JOIN_GROUP", doing);
  }

  private static void set(Descriptor socket, int option, int value, String call, String doing)
      throws ErrnoException {
    Sockets.set(socket, IPPROTO_IPV6, option, value, call, doing);
  }

  @Override
  public boolean receive(VrrpDatagram into) throws ErrnoException {
    int length =
        Kernel.receiveMessage(
            descriptor.number(), received.offer(VrrpDatagram.CAPACITY), receiving);
    if (length == Kernel.WOULD_BLOCK) {
      return false;
    }
    into.readIpv6(received.data(), length, !received.isTruncated());
    into.sourceIs(received.name());
    received.visitControl(
        (level, type, data) -> {
          if (level == IPPROTO_IPV6 && type == IPV6_PKTINFO) {
            into.destinationIs(data);
          } else if (level == IPPROTO_IPV6 && type == IPV6_HOPLIMIT) {
            into.hopLimitIs(data.getInt(0));
          }
        });
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
    SockAddrIn6.put(sent.name(), to.getAddress());
    sent.data().put(0, message, message.position(), length);
    In6PktInfo.pack(packetInfo, (Inet6Address) source, interfaceIndex);
    return Kernel.sendMessage(descriptor.number(), sent.offer(length), sending)
        != Kernel.WOULD_BLOCK;
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
