package dev.virtualip.agent.linux;

import java.lang.ref.Reference;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.List;

/**
 * Hears on one interface who says where some addresses are: ARP or neighbor advertisements of
 * others, as whole Ethernet frames. Non-blocking, used by one thread.
 */
public final class ClaimSocket implements Pollable, AutoCloseable {

  private static final short ETH_P_ARP = 0x0806;
  private static final short ETH_P_IPV6 = (short) 0x86dd;
  private static final int SO_ATTACH_FILTER = 26;

  /** An NA with every option that anybody sends; the rest of a longer frame is of no interest. */
  private static final int MAXIMUM_FRAME = 256;

  private static final int SOCKADDR_LL = 20;

  /** Some hundred announcements; who makes more than that is no router. */
  private static final int RECEIVE_BUFFER = 1 << 18;

  private final Descriptor descriptor;
  private final boolean ipv6;
  private final String receiving;
  private final ByteBuffer frame = Kernel.allocate(MAXIMUM_FRAME).order(ByteOrder.BIG_ENDIAN);

  private ClaimSocket(Descriptor descriptor, boolean ipv6, String interfaceName) {
    this.descriptor = descriptor;
    this.ipv6 = ipv6;
    receiving = "hear announcements on " + interfaceName;
  }

  /**
   * Opens a socket in the network namespace of the calling thread, that hears nothing before {@link
   * #listenFor}.
   *
   * @param ipv6 whether to hear neighbor advertisements; else ARP
   * @throws ErrnoException EPERM without CAP_NET_RAW, ENODEV if the interface is gone
   */
  public static ClaimSocket open(String interfaceName, int interfaceIndex, boolean ipv6)
      throws ErrnoException {
    String doing = "listen for announcements on " + interfaceName;
    // Protocol 0 until the filter is in place: the kernel queues nothing.
    ClaimSocket socket =
        new ClaimSocket(
            Sockets.open(Sockets.AF_PACKET, Sockets.SOCK_RAW | Sockets.SOCK_NONBLOCK, 0, doing),
            ipv6,
            interfaceName);
    try {
      Sockets.setReceiveBuffer(socket.descriptor, RECEIVE_BUFFER, doing);
      socket.listenFor(List.of());
      // struct sockaddr_ll: family, protocol in network order, interface index.
      ByteBuffer address = Kernel.allocate(SOCKADDR_LL);
      address.putShort(0, (short) Sockets.AF_PACKET).putInt(4, interfaceIndex);
      address.order(ByteOrder.BIG_ENDIAN).putShort(2, ipv6 ? ETH_P_IPV6 : ETH_P_ARP);
      Sockets.bind(socket.descriptor, address, doing);
    } catch (ErrnoException e) {
      socket.close();
      throw e;
    }
    return socket;
  }

  /** Hears of these addresses from now on; what is queued of others is still given. */
  public void listenFor(Collection<InetAddress> addresses) throws ErrnoException {
    ClaimFilter filter = ClaimFilter.of(ipv6, addresses);
    try {
      Sockets.set(
          descriptor,
          Sockets.SOL_SOCKET,
          SO_ATTACH_FILTER,
          filter.program(),
          "SO_ATTACH_FILTER",
          receiving);
    } finally {
      Reference.reachabilityFence(filter);
    }
  }

  /**
   * Takes the next frame off the queue.
   *
   * @return big-endian, from the destination MAC on, at most 256 octets, valid until the next call;
   *     without octets if there is none
   */
  public ByteBuffer receive() throws ErrnoException {
    int length = Kernel.receive(descriptor.number(), frame.clear(), 0, receiving);
    return frame.limit(length == Kernel.WOULD_BLOCK ? 0 : length);
  }

  /** How many frames can wait in its queue; who has read so many has read all that waited. */
  public int capacity() {
    return Sockets.capacity(RECEIVE_BUFFER);
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
