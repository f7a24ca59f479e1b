package dev.virtualip.agent.vrrp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** A frame of {@code src/test/resources/vectors}, as a raw socket would hand it over. */
public final class Frame {

  private static final int ETHERNET_OCTETS = 14;
  private static final int IPV6_OCTETS = 40;
  private static final int VRRP = 112;

  private Frame() {}

  static Datagram datagram(String name) {
    return received(name).orElseThrow(() -> new IllegalArgumentException(name + " is no VRRP"));
  }

  /** Empty if it is none that a raw socket of protocol 112 gets. */
  static Optional<Datagram> received(String name) {
    ByteBuffer frame = ByteBuffer.wrap(octets(name));
    int protocol =
        switch (frame.getShort(12) & 0xffff) {
          case 0x0800 -> frame.get(ETHERNET_OCTETS + 9);
          case 0x86dd -> frame.get(ETHERNET_OCTETS + 6);
          default -> 0;
        };
    return protocol == VRRP ? Optional.of(vrrp(frame)) : Optional.empty();
  }

  private static Datagram vrrp(ByteBuffer frame) {
    boolean ipv4 = frame.getShort(12) == 0x0800;
    if (ipv4) {
      // The kernel trims Ethernet padding off before a raw socket sees the packet.
      int totalOctets = Short.toUnsignedInt(frame.getShort(ETHERNET_OCTETS + 2));
      int headerOctets = (frame.get(ETHERNET_OCTETS) & 0x0f) * 4;
      return new Datagram(
          address(frame, ETHERNET_OCTETS + 12, 4),
          address(frame, ETHERNET_OCTETS + 16, 4),
          Byte.toUnsignedInt(frame.get(ETHERNET_OCTETS + 8)),
          frame.slice(ETHERNET_OCTETS + headerOctets, totalOctets - headerOctets));
    }
    int messageOffset = ETHERNET_OCTETS + IPV6_OCTETS;
    return new Datagram(
        address(frame, ETHERNET_OCTETS + 8, 16),
        address(frame, ETHERNET_OCTETS + 24, 16),
        Byte.toUnsignedInt(frame.get(ETHERNET_OCTETS + 7)),
        frame.slice(messageOffset, frame.limit() - messageOffset));
  }

  /** Its octets, from the destination MAC on. */
  public static byte[] octets(String name) {
    try (InputStream in = Frame.class.getResourceAsStream("/vectors/" + name + ".hex")) {
      String text =
          new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of()
          .parseHex(
              text.lines()
                  .map(line -> line.substring(4).replace(" ", "").strip())
                  .collect(Collectors.joining()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetAddress address(ByteBuffer frame, int offset, int length) {
    byte[] octets = new byte[length];
    frame.get(offset, octets);
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
