package dev.virtualip.agent.address;

import dev.virtualip.agent.linux.netlink.MacAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What somebody says of where an address is: as the sender of any ARP, in a request, a reply or a
 * gratuitous one (RFC 5227 section 2.4), or by a neighbor advertisement, asked for or not.
 *
 * @param mac what neighbours are to remember: the sender's of ARP, the option's of an advertisement
 */
public record Claim(InetAddress address, MacAddress mac) {

  private static final int ETHERTYPE = 12;
  private static final int SOURCE_MAC = 6;
  private static final int ARP_OCTETS = 42;
  private static final int ARP_SENDER_MAC = 22;
  private static final int ARP_SENDER = 28;

  /** Ethernet and IPv4: hardware 1, protocol 0800, lengths 6 and 4. */
  private static final long ARP_KIND = 0x0001_0800_0604L;

  private static final int NEXT_HEADER = 20;
  private static final int HOP_LIMIT = 21;
  private static final int ICMP = 54;
  private static final int TARGET = 62;
  private static final int OPTIONS = 78;
  private static final int TARGET_LINK_LAYER_ADDRESS = 2;

  /** Reads an Ethernet frame, position 0 to limit; empty if it claims nothing or is damaged. */
  public static Optional<Claim> parse(ByteBuffer frame) {
    if (frame.limit() < ARP_OCTETS) {
      return Optional.empty();
    }
    return switch (Short.toUnsignedInt(frame.getShort(ETHERTYPE))) {
      case 0x0806 -> arp(frame);
      case 0x86dd -> neighborAdvertisement(frame);
      default -> Optional.empty();
    };
  }

  private static Optional<Claim> arp(ByteBuffer frame) {
    if (frame.getLong(14) >>> Short.SIZE != ARP_KIND) {
      return Optional.empty();
    }
    return Optional.of(new Claim(address(frame, ARP_SENDER, 4), mac(frame, ARP_SENDER_MAC)));
  }

  private static Optional<Claim> neighborAdvertisement(ByteBuffer frame) {
    if (frame.limit() < OPTIONS
        || frame.get(NEXT_HEADER) != 58
        // A router would have counted it down: it is from this link (RFC 4861 section 7.1.2).
        || frame.get(HOP_LIMIT) != (byte) 255
        || frame.getShort(ICMP) != (short) (136 << Byte.SIZE)) {
      return Optional.empty();
    }
    return Optional.of(new Claim(address(frame, TARGET, 16), linkLayerAddress(frame)));
  }

  /** The option's, or the frame's where the sender leaves the option out. */
  private static MacAddress linkLayerAddress(ByteBuffer frame) {
    int at = OPTIONS;
    while (at + 8 <= frame.limit() && frame.get(at + 1) != 0) {
      if (frame.get(at) == TARGET_LINK_LAYER_ADDRESS) {
        return mac(frame, at + 2);
      }
      at += 8 * Byte.toUnsignedInt(frame.get(at + 1));
    }
    return mac(frame, SOURCE_MAC);
  }

  private static MacAddress mac(ByteBuffer frame, int at) {
    byte[] octets = new byte[MacAddress.LENGTH];
    frame.get(at, octets);
    return MacAddress.of(octets);
  }

  private static InetAddress address(ByteBuffer frame, int at, int length) {
    byte[] octets = new byte[length];
    frame.get(at, octets);
    try {
      // Not InetAddress.getByAddress for IPv6: it would make IPv4 of a mapped address.
      return length == 16
          ? Inet6Address.getByAddress(null, octets, -1)
          : InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 octets are an address", e);
    }
  }
}
