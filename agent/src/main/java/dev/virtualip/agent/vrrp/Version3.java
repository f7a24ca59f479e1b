package dev.virtualip.agent.vrrp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;

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
 */
final class Version3 {

  static final int NUMBER = RouterConfiguration.VERSION_3;

  private static final int INTERVAL_OFFSET = 4;
  private static final int MILLISECONDS_PER_CENTISECOND = 10;

  private Version3() {}

  static ByteBuffer encode(
      Advertisement advertisement, ChecksumForm form, InetAddress source, InetAddress destination) {
    List<InetAddress> addresses = advertisement.addresses();
    int addressOctets = addresses.getFirst().getAddress().length;
    ByteBuffer message =
        ByteBuffer.allocate(AdvertisementCodec.FIXED_OCTETS + addressOctets * addresses.size());
    AdvertisementCodec.begin(message, advertisement);
    message.putShort((short) (advertisement.intervalMilliseconds() / MILLISECONDS_PER_CENTISECOND));
    message.putShort((short) 0);
    addresses.forEach(address -> message.put(address.getAddress()));
    message.flip();
    boolean messageOnly = form == ChecksumForm.MESSAGE_ONLY && source instanceof Inet4Address;
    int checksum =
        messageOnly
            ? Checksum.ofMessage(message)
            : Checksum.withPseudoHeader(message, source, destination);
    return message.putShort(AdvertisementCodec.CHECKSUM_OFFSET, (short) checksum);
  }

  /**
   * @param message of an advertisement, at least the fixed part
   */
  static Decoded decode(
      ByteBuffer message, int virtualRouterID, InetAddress source, InetAddress destination) {
    boolean ipv4 = source instanceof Inet4Address;
    int addressOctets = ipv4 ? 4 : 16;
    int count = AdvertisementCodec.count(message);
    int octets = AdvertisementCodec.FIXED_OCTETS + addressOctets * count;
    if (count == 0 || message.remaining() != octets) {
      return new Decoded.Invalid(InvalidReason.LENGTH, virtualRouterID);
    }
    ChecksumForm form;
    if (Checksum.intact(message, source, destination)) {
      form = ChecksumForm.PSEUDO_HEADER;
    } else if (ipv4 && Checksum.intact(message)) {
      form = ChecksumForm.MESSAGE_ONLY;
    } else {
      return new Decoded.Invalid(InvalidReason.CHECKSUM, virtualRouterID);
    }
    // The upper nibble is reserved: ignored on reception (RFC 9568 section 5.2.6).
    int centiseconds = message.getShort(INTERVAL_OFFSET) & 0x0fff;
    if (centiseconds == 0) {
      return new Decoded.Invalid(InvalidReason.INTERVAL_ZERO, virtualRouterID);
    }
    Advertisement advertisement =
        new Advertisement(
            NUMBER,
            virtualRouterID,
            AdvertisementCodec.priority(message),
            centiseconds * MILLISECONDS_PER_CENTISECOND,
            WireAddresses.read(message, AdvertisementCodec.FIXED_OCTETS, count, addressOctets));
    return new Decoded.Valid(advertisement, form);
  }
}
