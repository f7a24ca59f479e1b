package dev.virtualip.agent.vrrp;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The VRRP message of version 3 over IPv4 and IPv6 (RFC 9568 section 5.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Version| Type  | Virtual Rtr ID|   Priority    |IPvX Addr Count|
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Reserve| Max Advertise Interval|          Checksum             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 IPvX Address(es), 4 or 16 octets each         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * Nothing that arrives makes it throw: a packet is valid or it is invalid for a reason.
 */
public final class AdvertisementCodec {

  /** The group of IPv4 virtual routers (RFC 9568 section 5.1.1.2). */
  public static final InetAddress GROUP_IPV4 = address(224, 0, 0, 18);

  /** The group of IPv6 virtual routers (RFC 9568 section 5.1.2.2). */
  public static final InetAddress GROUP_IPV6 =
      address(0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12);

  private static final int VERSION = 3;
  private static final int TYPE_ADVERTISEMENT = 1;
  private static final int HOP_LIMIT = 255;
  private static final int FIXED_OCTETS = 8;
  private static final int CHECKSUM_OFFSET = 6;
  private static final int MILLISECONDS_PER_CENTISECOND = 10;

  private AdvertisementCodec() {}

  /**
   * The message that carries {@code advertisement}.
   *
   * @param form what the checksum covers; without effect over IPv6
   * @param source source address of the IP header, part of the pseudo-header
   * @param destination likewise
   */
  public static ByteBuffer encode(
      Advertisement advertisement, ChecksumForm form, InetAddress source, InetAddress destination) {
    List<InetAddress> addresses = advertisement.addresses();
    int addressOctets = source.getAddress().length;
    ByteBuffer message = ByteBuffer.allocate(FIXED_OCTETS + addressOctets * addresses.size());
    message.put((byte) (VERSION << 4 | TYPE_ADVERTISEMENT));
    message.put((byte) advertisement.virtualRouterID());
    message.put((byte) advertisement.priority());
    message.put((byte) addresses.size());
    message.putShort((short) (advertisement.intervalMilliseconds() / MILLISECONDS_PER_CENTISECOND));
    message.putShort((short) 0);
    addresses.forEach(address -> message.put(address.getAddress()));
    message.flip();
    boolean messageOnly = form == ChecksumForm.MESSAGE_ONLY && source instanceof Inet4Address;
    int checksum =
        messageOnly
            ? Checksum.ofMessage(message)
            : Checksum.withPseudoHeader(message, source, destination);
    return message.putShort(CHECKSUM_OFFSET, (short) checksum);
  }

  /**
   * Judges a received packet, cheapest test first, and the VRID before anything that a foreign
   * virtual router could be blamed for.
   *
   * @param configured whether a virtual router with this VRID runs on the interface and family that
   *     the packet came by
   */
  public static Decoded decode(Datagram datagram, IntPredicate configured) {
    boolean ipv4 = datagram.source() instanceof Inet4Address;
    if (!datagram.destination().equals(ipv4 ? GROUP_IPV4 : GROUP_IPV6)) {
      return new Decoded.Invalid(InvalidReason.DESTINATION, 0);
    }
    if (datagram.hopLimit() != HOP_LIMIT) {
      return new Decoded.Invalid(InvalidReason.HOP_LIMIT, 0);
    }
    ByteBuffer message = datagram.message().slice();
    if (message.remaining() < FIXED_OCTETS) {
      return new Decoded.Invalid(InvalidReason.TOO_SHORT, 0);
    }
    int virtualRouterID = Byte.toUnsignedInt(message.get(1));
    if (virtualRouterID == 0 || !configured.test(virtualRouterID)) {
      return new Decoded.Invalid(InvalidReason.VIRTUAL_ROUTER_ID, 0);
    }
    if (Byte.toUnsignedInt(message.get(0)) >>> 4 != VERSION) {
      return new Decoded.Invalid(InvalidReason.VERSION, virtualRouterID);
    }
    return decodeVersion3(datagram, message, virtualRouterID);
  }

  private static Decoded decodeVersion3(
      Datagram datagram, ByteBuffer message, int virtualRouterID) {
    if ((message.get(0) & 0x0f) != TYPE_ADVERTISEMENT) {
      return new Decoded.Invalid(InvalidReason.TYPE, virtualRouterID);
    }
    int addressOctets = datagram.source().getAddress().length;
    int count = Byte.toUnsignedInt(message.get(3));
    if (count == 0 || message.remaining() != FIXED_OCTETS + addressOctets * count) {
      return new Decoded.Invalid(InvalidReason.LENGTH, virtualRouterID);
    }
    ChecksumForm form;
    if (Checksum.intact(message, datagram.source(), datagram.destination())) {
      form = ChecksumForm.PSEUDO_HEADER;
    } else if (datagram.source() instanceof Inet4Address && Checksum.intact(message)) {
      form = ChecksumForm.MESSAGE_ONLY;
    } else {
      return new Decoded.Invalid(InvalidReason.CHECKSUM, virtualRouterID);
    }
    // The upper nibble is reserved: ignored on reception (RFC 9568 section 5.2.6).
    int centiseconds = message.getShort(4) & 0x0fff;
    if (centiseconds == 0) {
      return new Decoded.Invalid(InvalidReason.INTERVAL, virtualRouterID);
    }
    Advertisement advertisement =
        new Advertisement(
            VERSION,
            virtualRouterID,
            Byte.toUnsignedInt(message.get(2)),
            centiseconds * MILLISECONDS_PER_CENTISECOND,
            addresses(message, count, addressOctets));
    return new Decoded.Valid(advertisement, form);
  }

  private static List<InetAddress> addresses(ByteBuffer message, int count, int octets) {
    List<InetAddress> addresses = new ArrayList<>(count);
    byte[] address = new byte[octets];
    for (int index = 0; index < count; index++) {
      message.get(FIXED_OCTETS + index * octets, address);
      addresses.add(address(address));
    }
    return addresses;
  }

  private static InetAddress address(int... octets) {
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
