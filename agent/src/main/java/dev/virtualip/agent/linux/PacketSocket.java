package dev.virtualip.agent.linux;

import java.nio.ByteBuffer;

/**
 * Sends whole Ethernet frames on any interface of the network namespace that it was opened in, and
 * receives nothing. Used by one thread.
 */
public final class PacketSocket implements AutoCloseable {

  private static final int ETHERTYPE_OFFSET = 12;
  private static final int MAC_LENGTH = 6;
  private static final int MAXIMUM_FRAME = 1514;

  private final Descriptor descriptor;
  private final ByteBuffer data = Kernel.allocate(MAXIMUM_FRAME);

  /**
   * struct sockaddr_ll: family, protocol, interface index, hardware type, packet type, address
   * length, address.
   */
  private final ByteBuffer address = Kernel.allocate(20);

  private PacketSocket(Descriptor descriptor) {
    this.descriptor = descriptor;
    address.putShort(0, (short) Sockets.AF_PACKET).put(11, (byte) MAC_LENGTH);
  }

  /**
   * Opens a socket in the network namespace of the calling thread.
   *
   * @throws ErrnoException EPERM without CAP_NET_RAW
   */
  public static PacketSocket open() throws ErrnoException {
    // Protocol 0: the kernel queues nothing for it.
    return new PacketSocket(
        Sockets.open(
            Sockets.AF_PACKET,
            Sockets.SOCK_RAW | Sockets.SOCK_NONBLOCK,
            0,
            "open a packet socket"));
  }

  /**
   * Sends one frame as it is.
   *
   * @param frame from its first octet, the destination MAC
   * @return false if the interface's queue is full and nothing was sent
   * @throws ErrnoException ENETDOWN or ENXIO if the interface is down or gone
   */
  public boolean send(int interfaceIndex, byte[] frame) throws ErrnoException {
    data.clear().put(0, frame).limit(frame.length);
    // Copied as octets: sll_protocol is in network order, as the frame has it.
    address.put(2, frame, ETHERTYPE_OFFSET, 2);
    address.putInt(4, interfaceIndex);
    address.put(12, frame, 0, MAC_LENGTH);
    return Kernel.send(descriptor.number(), data, address, "send a frame") != Kernel.WOULD_BLOCK;
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
