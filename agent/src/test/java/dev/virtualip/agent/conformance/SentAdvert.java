package dev.virtualip.agent.conformance;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A VRRP message that a router sent, read by the offsets of the RFC and not by the codec.
 *
 * @param hex its octets
 * @param addressOctets 4 or 16
 */
record SentAdvert(String hex, int addressOctets) {

  static SentAdvert of(ByteBuffer message, InetAddress source) {
    byte[] octets = new byte[message.remaining()];
    message.get(message.position(), octets);
    return new SentAdvert(HexFormat.of().formatHex(octets), source.getAddress().length);
  }

  byte[] octets() {
    return HexFormat.of().parseHex(hex);
  }

  int version() {
    return octet(0) >>> 4;
  }

  int priority() {
    return octet(2);
  }

  Span interval() {
    return version() == 2
        ? Span.milliseconds(octet(5) * 1000L)
        : Span.milliseconds(10L * ((octet(4) & 0xf) << 8 | octet(5)));
  }

  List<String> addresses() {
    List<String> addresses = new ArrayList<>();
    byte[] octets = octets();
    for (int index = 0; index < octet(3); index++) {
      int offset = 8 + index * addressOctets;
      addresses.add(text(Arrays.copyOfRange(octets, offset, offset + addressOctets)));
    }
    return addresses;
  }

  private static String text(byte[] address) {
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private int octet(int offset) {
    return Byte.toUnsignedInt(octets()[offset]);
  }

  @Override
  public String toString() {
    return "advert of priority " + priority() + ", interval " + interval() + ", " + addresses();
  }
}
