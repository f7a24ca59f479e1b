package dev.virtualip.agent.vrrp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The addresses of a message, of 4 or 16 octets each. */
final class WireAddresses {

  private WireAddresses() {}

  static List<InetAddress> read(ByteBuffer message, int offset, int count, int octets) {
    List<InetAddress> addresses = new ArrayList<>(count);
    byte[] address = new byte[octets];
    for (int index = 0; index < count; index++) {
      message.get(offset + index * octets, address);
      addresses.add(address(address));
    }
    return addresses;
  }

  static InetAddress address(int... octets) {
    byte[] address = new byte[octets.length];
    for (int index = 0; index < octets.length; index++) {
      address[index] = (byte) octets[index];
    }
    return address(address);
  }

  /** InetAddress.getByAddress would turn an IPv4-mapped IPv6 address into one of four octets. */
  static InetAddress address(byte[] octets) {
    try {
      return octets.length == 16
          ? Inet6Address.getByAddress(null, octets, -1)
          : InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 octets, not " + octets.length, e);
    }
  }
}
