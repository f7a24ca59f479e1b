package dev.virtualip.agent.linux;

/** Lets tests of other packages have octets read as if a socket had received them. */
public final class ReceivedDatagram {

  private ReceivedDatagram() {}

  /** As after a read of a raw IPv4 socket. */
  public static VrrpDatagram ofIpv4(byte[] packet) {
    VrrpDatagram datagram = new VrrpDatagram();
    datagram.clear().put(0, packet);
    datagram.parseIpv4(packet.length);
    return datagram;
  }
}
