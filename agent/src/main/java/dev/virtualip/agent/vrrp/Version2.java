package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The VRRP message of version 2, IPv4 only (RFC 3768 section 5.1), with the simple password that
 * RFC 2338 had and keepalived still has.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Version| Type  | Virtual Rtr ID|   Priority    | Count IP Addrs|
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   Auth Type   |   Adver Int   |          Checksum             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 IP Address(es), 4 octets each                 |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 Authentication Data, 8 octets                 |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * The checksum covers all of it and no pseudo-header.
 */
final class Version2 {

  static final int NUMBER = RouterConfiguration.VERSION_2;

  private static final int AUTHENTICATION_TYPE_OFFSET = 4;
  private static final int INTERVAL_OFFSET = 5;
  private static final int ADDRESS_OCTETS = 4;
  private static final int AUTHENTICATION_OCTETS = Password.MOST_OCTETS;
  private static final int NO_AUTHENTICATION = 0;
  private static final int SIMPLE_PASSWORD = 1;
  private static final int AUTHENTICATION_HEADER = 2;
  private static final int MILLISECONDS_PER_SECOND = 1000;

  private Version2() {}

  static ByteBuffer encode(Advertisement advertisement, @Nullable Password password) {
    List<InetAddress> addresses = advertisement.addresses();
    ByteBuffer message = ByteBuffer.allocate(octets(addresses.size()));
    AdvertisementCodec.begin(message, advertisement);
    message.put((byte) (password == null ? NO_AUTHENTICATION : SIMPLE_PASSWORD));
    message.put((byte) (advertisement.intervalMilliseconds() / MILLISECONDS_PER_SECOND));
    message.putShort((short) 0);
    addresses.forEach(address -> message.put(address.getAddress()));
    if (password != null) {
      password.write(message);
    }
    message.rewind();
    return message.putShort(
        AdvertisementCodec.CHECKSUM_OFFSET, (short) Checksum.ofMessage(message));
  }

  /**
   * @param message of an advertisement, at least the fixed part
   */
  static Decoded decode(ByteBuffer message, int virtualRouterID, Expectation expectation) {
    Decoded read = read(message, virtualRouterID);
    if (!(read instanceof Decoded.Valid valid)) {
      return read;
    }
    InvalidReason suspicion =
        authenticate(message, AdvertisementCodec.count(message), expectation.password());
    if (suspicion != null) {
      return new Decoded.Invalid(suspicion, virtualRouterID);
    }
    return valid.advertisement().intervalMilliseconds() == 0
        ? new Decoded.Invalid(InvalidReason.INTERVAL_ZERO, virtualRouterID)
        : valid;
  }

  /** Without a look at the authentication and at what the interval should be. */
  static Decoded read(ByteBuffer message, int virtualRouterID) {
    int count = AdvertisementCodec.count(message);
    if (count == 0 || message.remaining() != octets(count)) {
      return new Decoded.Invalid(InvalidReason.LENGTH, virtualRouterID);
    }
    if (!Checksum.intact(message)) {
      return new Decoded.Invalid(InvalidReason.CHECKSUM, virtualRouterID);
    }
    Advertisement advertisement =
        new Advertisement(
            NUMBER,
            virtualRouterID,
            AdvertisementCodec.priority(message),
            Byte.toUnsignedInt(message.get(INTERVAL_OFFSET)) * MILLISECONDS_PER_SECOND,
            WireAddresses.read(message, AdvertisementCodec.FIXED_OCTETS, count, ADDRESS_OCTETS));
    return new Decoded.Valid(advertisement, ChecksumForm.MESSAGE_ONLY);
  }

  /** With type 0 the data is nobody's business (RFC 3768 section 5.3.10). */
  private static @Nullable InvalidReason authenticate(
      ByteBuffer message, int count, @Nullable Password password) {
    int type = Byte.toUnsignedInt(message.get(AUTHENTICATION_TYPE_OFFSET));
    return switch (type) {
      case NO_AUTHENTICATION -> password == null ? null : InvalidReason.AUTHENTICATION_MISSING;
      case SIMPLE_PASSWORD -> {
        if (password == null) {
          yield InvalidReason.AUTHENTICATION_UNEXPECTED;
        }
        int offset = octets(count) - AUTHENTICATION_OCTETS;
        yield password.standsIn(message, offset) ? null : InvalidReason.PASSWORD;
      }
      case AUTHENTICATION_HEADER -> InvalidReason.AUTHENTICATION_HEADER;
      default -> InvalidReason.AUTHENTICATION_TYPE;
    };
  }

  private static int octets(int addresses) {
    return AdvertisementCodec.FIXED_OCTETS + ADDRESS_OCTETS * addresses + AUTHENTICATION_OCTETS;
  }
}
