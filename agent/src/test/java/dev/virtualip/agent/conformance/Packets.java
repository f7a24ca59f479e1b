package dev.virtualip.agent.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Builds whole IP packets. It shares no line with the codec that it tests, checksum included. */
public final class Packets {

  private static final int ETHERNET_OCTETS = 14;
  private static final int IPV6_HEADER_OCTETS = 40;
  private static final byte PROTOCOL = 112;

  private Packets() {}

  /** What {@code spec} describes, for a router that is {@code receiver}. */
  static byte[] build(PacketSpec spec, RouterSetup receiver) {
    if (spec.vector() != null) {
      return vector(spec.vector());
    }
    InetAddress source = InetAddress.ofLiteral(or(spec.source(), receiver.peer()));
    InetAddress destination =
        spec.destination() == null ? receiver.group() : InetAddress.ofLiteral(spec.destination());
    byte[] message = message(spec, receiver);
    String checksum = or(spec.checksum(), "pseudo-header");
    int version = or(spec.version(), receiver.effectiveVersion());
    ByteBuffer.wrap(message)
        .putShort(6, (short) checksum(checksum, version, message, source, destination));
    return wrap(message, source, destination, or(spec.ttl(), 255));
  }

  private static byte[] message(PacketSpec spec, RouterSetup receiver) {
    int version = or(spec.version(), receiver.effectiveVersion());
    List<String> addresses = or(spec.addresses(), receiver.effectiveAddresses());
    Span interval = or(spec.interval(), receiver.effectiveInterval());
    byte[] trailing = HexFormat.of().parseHex(or(spec.trailing(), ""));
    ByteBuffer message = ByteBuffer.allocate(2048);
    message.put((byte) (version << 4 | or(spec.type(), 1)));
    message.put((byte) (int) or(spec.vrid(), receiver.effectiveVrid()));
    message.put((byte) (int) or(spec.priority(), 200));
    message.put((byte) (int) or(spec.count(), addresses.size()));
    if (version == 2) {
      message.put((byte) (int) or(spec.authType(), receiver.password() == null ? 0 : 1));
      message.put((byte) (interval.milliseconds() / 1000));
    } else {
      message.putShort((short) (interval.milliseconds() / 10));
    }
    message.putShort((short) 0);
    addresses.forEach(address -> message.put(InetAddress.ofLiteral(address).getAddress()));
    if (version == 2) {
      byte[] authentication = authentication(spec, receiver);
      message.put(Arrays.copyOf(authentication, 8));
    }
    message.put(trailing);
    return Arrays.copyOf(message.array(), message.position());
  }

  private static byte[] authentication(PacketSpec spec, RouterSetup receiver) {
    return spec.authData() == null
        ? or(receiver.password(), "").getBytes(StandardCharsets.US_ASCII)
        : HexFormat.of().parseHex(spec.authData());
  }

  private static int checksum(
      String how, int version, byte[] message, InetAddress source, InetAddress destination) {
    if (!List.of("pseudo-header", "message-only").contains(how)) {
      return HexFormat.fromHexDigits(how);
    }
    boolean pseudoHeader = how.equals("pseudo-header") && version != 2;
    ByteBuffer covered = ByteBuffer.allocate(4096);
    if (pseudoHeader) {
      covered.put(source.getAddress()).put(destination.getAddress());
      covered.putInt(PROTOCOL).putInt(message.length);
    }
    covered.put(message);
    return ~sum(covered.array(), covered.position()) & 0xffff;
  }

  /** RFC 1071. */
  private static int sum(byte[] octets, int length) {
    long sum = 0;
    for (int index = 0; index < length; index++) {
      sum += (long) Byte.toUnsignedInt(octets[index]) << (index % 2 == 0 ? 8 : 0);
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (int) sum;
  }

  /** Puts an IP header in front of a VRRP message. */
  static byte[] wrap(byte[] message, InetAddress source, InetAddress destination, int ttl) {
    ByteBuffer packet = ByteBuffer.allocate(IPV6_HEADER_OCTETS + message.length);
    if (source.getAddress().length == 4) {
      packet.putShort((short) 0x45c0).putShort((short) (20 + message.length));
      packet.putInt(0).put((byte) ttl).put(PROTOCOL).putShort((short) 0);
      packet.put(source.getAddress()).put(destination.getAddress());
      packet.putShort(10, (short) ~sum(packet.array(), packet.position()));
    } else {
      packet.putInt(0x6c000000).putShort((short) message.length).put(PROTOCOL).put((byte) ttl);
      packet.put(source.getAddress()).put(destination.getAddress());
    }
    packet.put(message);
    return Arrays.copyOf(packet.array(), packet.position());
  }

  /** The IP packet in a frame of the vectors, cut to its length as the kernel cuts padding off. */
  static byte[] vector(String name) {
    byte[] frame = frame(name);
    ByteBuffer buffer = ByteBuffer.wrap(frame);
    int length =
        buffer.getShort(12) == 0x0800
            ? Short.toUnsignedInt(buffer.getShort(ETHERNET_OCTETS + 2))
            : IPV6_HEADER_OCTETS + Short.toUnsignedInt(buffer.getShort(ETHERNET_OCTETS + 4));
    return Arrays.copyOfRange(frame, ETHERNET_OCTETS, ETHERNET_OCTETS + length);
  }

  /** The VRRP message in a frame of the vectors. */
  static byte[] vectorMessage(String name) {
    byte[] packet = vector(name);
    int header = packet[0] >>> 4 == 4 ? (packet[0] & 0xf) * 4 : IPV6_HEADER_OCTETS;
    return Arrays.copyOfRange(packet, header, packet.length);
  }

  /** A whole Ethernet frame of the vectors. */
  public static byte[] frame(String name) {
    try (InputStream in = Packets.class.getResourceAsStream("/vectors/" + name + ".hex")) {
      if (in == null) {
        throw new IllegalArgumentException("there is no vector '" + name + "'");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of()
          .parseHex(
              text.lines()
                  .map(line -> line.substring(4).replace(" ", "").strip())
                  .collect(Collectors.joining()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A whole Ethernet frame with an advert of P, version 3 over IPv4, interval 1 s. */
  public static byte[] frame(int vrid, int priority, List<String> addresses) {
    PacketSpec spec =
        new PacketSpec(
            null, null, null, vrid, priority, null, addresses, null, null, null, null, null, null,
            null, null);
    byte[] ethernet = HexFormat.of().parseHex("01005e000012" + "020000000002" + "0800");
    byte[] packet = build(spec, RouterSetup.CONVENTIONS);
    byte[] frame = Arrays.copyOf(ethernet, ethernet.length + packet.length);
    System.arraycopy(packet, 0, frame, ethernet.length, packet.length);
    return frame;
  }

  private static <T> T or(@Nullable T given, T otherwise) {
    return given != null ? given : otherwise;
  }
}
