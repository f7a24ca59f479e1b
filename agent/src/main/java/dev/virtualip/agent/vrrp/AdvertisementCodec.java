package dev.virtualip.agent.vrrp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * VRRP messages of version 3 ({@link Version3}) and version 2 ({@link Version2}), and what both
 * have in common.
 *
 * <p>Nothing that arrives makes it throw: a packet is valid or it is invalid for a reason.
 */
public final class AdvertisementCodec {

  /** The group of IPv4 virtual routers (RFC 9568 section 5.1.1.2). */
  public static final InetAddress GROUP_IPV4 = WireAddresses.address(224, 0, 0, 18);

  /** The group of IPv6 virtual routers (RFC 9568 section 5.1.2.2). */
  public static final InetAddress GROUP_IPV6 =
      WireAddresses.address(0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12);

  static final int FIXED_OCTETS = 8;
  static final int CHECKSUM_OFFSET = 6;

  private static final int TYPE_ADVERTISEMENT = 1;
  private static final int HOP_LIMIT = 255;

  private AdvertisementCodec() {}

  /** As {@link #encode(Advertisement, ChecksumForm, Password, InetAddress, InetAddress)}. */
  public static ByteBuffer encode(
      Advertisement advertisement, ChecksumForm form, InetAddress source, InetAddress destination) {
    return encode(advertisement, form, null, source, destination);
  }

  /**
   * The message that carries {@code advertisement}, in its version.
   *
   * @param form what the checksum covers; without effect over IPv6 and in version 2
   * @param password goes with version 2 only; null for none
   * @param source source address of the IP header, part of the pseudo-header
   * @param destination likewise
   */
  public static ByteBuffer encode(
      Advertisement advertisement,
      ChecksumForm form,
      @Nullable Password password,
      InetAddress source,
      InetAddress destination) {
    return switch (advertisement.version()) {
      case Version2.NUMBER -> Version2.encode(advertisement, password);
      case Version3.NUMBER -> Version3.encode(advertisement, form, source, destination);
      default -> throw new IllegalArgumentException("no such version: " + advertisement);
    };
  }

  /** The first four octets, which are the same in both versions. */
  static void begin(ByteBuffer message, Advertisement advertisement) {
    message.put((byte) (advertisement.version() << 4 | TYPE_ADVERTISEMENT));
    message.put((byte) advertisement.virtualRouterID());
    message.put((byte) advertisement.priority());
    message.put((byte) advertisement.addresses().size());
  }

  static int priority(ByteBuffer message) {
    return Byte.toUnsignedInt(message.get(2));
  }

  static int count(ByteBuffer message) {
    return Byte.toUnsignedInt(message.get(3));
  }

  /** As {@link #decode(Datagram, Expectation.ByRouter, Repeats)}, without a memory. */
  public static Decoded decode(Datagram datagram, Expectation.ByRouter expectations) {
    return decode(datagram, expectations, new Repeats());
  }

  /**
   * Judges a received packet, cheapest test first, and the VRID before anything that a foreign
   * virtual router could be blamed for.
   *
   * @param expectations of the virtual routers of the interface and family that the packet came by
   * @param repeats of the same interface and family
   */
  public static Decoded decode(
      Datagram datagram, Expectation.ByRouter expectations, Repeats repeats) {
    Path path = path(datagram);
    if (path == null) {
      return new Decoded.Invalid(InvalidReason.GROUP, 0);
    }
    if (datagram.hopLimit() != HOP_LIMIT) {
      return new Decoded.Invalid(InvalidReason.HOP_LIMIT, 0);
    }
    ByteBuffer received = datagram.message();
    if (received.remaining() < FIXED_OCTETS) {
      return new Decoded.Invalid(InvalidReason.TOO_SHORT, 0);
    }
    int virtualRouterID = Byte.toUnsignedInt(received.get(received.position() + 1));
    Expectation expectation = virtualRouterID == 0 ? null : expectations.of(virtualRouterID);
    if (expectation == null) {
      return new Decoded.Invalid(InvalidReason.VIRTUAL_ROUTER_ID, 0);
    }
    InvalidReason objection = expectation.paths().objection(path, datagram.source());
    if (objection != null) {
      return new Decoded.Invalid(objection, virtualRouterID);
    }
    Decoded.Valid repeated = repeats.find(virtualRouterID, expectation, datagram);
    if (repeated != null) {
      return repeated;
    }
    Decoded decoded = decode(datagram, received.slice(), virtualRouterID, expectation);
    if (decoded instanceof Decoded.Valid valid) {
      repeats.keep(expectation, datagram, valid);
    }
    return decoded;
  }

  /**
   * Reads an advertisement whoever it is for, in the version that it says; empty if it is not
   * whole. Passwords are not looked at: this is for who only wants to know what there is on a link.
   */
  public static Optional<Advertisement> overhear(Datagram datagram) {
    ByteBuffer message = datagram.message().slice();
    if (path(datagram) == null
        || datagram.hopLimit() != HOP_LIMIT
        || message.remaining() < FIXED_OCTETS
        || (message.get(0) & 0x0f) != TYPE_ADVERTISEMENT) {
      return Optional.empty();
    }
    int virtualRouterID = Byte.toUnsignedInt(message.get(1));
    int version = Byte.toUnsignedInt(message.get(0)) >>> 4;
    Decoded decoded = new Decoded.Invalid(InvalidReason.VERSION, virtualRouterID);
    if (version == Version3.NUMBER) {
      decoded =
          Version3.decode(message, virtualRouterID, datagram.source(), datagram.destination());
    } else if (version == Version2.NUMBER && datagram.source() instanceof Inet4Address) {
      decoded = Version2.read(message, virtualRouterID);
    }
    return decoded instanceof Decoded.Valid valid && virtualRouterID != 0
        ? Optional.of(valid.advertisement())
        : Optional.empty();
  }

  /** By its destination; null for a group that is none of ours. */
  private static @Nullable Path path(Datagram datagram) {
    InetAddress destination = datagram.destination();
    if (!destination.isMulticastAddress()) {
      return Path.UNICAST;
    }
    boolean ipv4 = datagram.source() instanceof Inet4Address;
    return destination.equals(ipv4 ? GROUP_IPV4 : GROUP_IPV6) ? Path.MULTICAST : null;
  }

  private static Decoded decode(
      Datagram datagram, ByteBuffer message, int virtualRouterID, Expectation expectation) {
    int version = Byte.toUnsignedInt(message.get(0)) >>> 4;
    // Version 2 over IPv6 does not exist, whatever a router was told to expect.
    boolean known =
        version == Version3.NUMBER
            || (version == Version2.NUMBER && datagram.source() instanceof Inet4Address);
    if (!known || version != expectation.version()) {
      return new Decoded.Invalid(InvalidReason.VERSION, virtualRouterID);
    }
    if ((message.get(0) & 0x0f) != TYPE_ADVERTISEMENT) {
      return new Decoded.Invalid(InvalidReason.TYPE, virtualRouterID);
    }
    return version == Version2.NUMBER
        ? Version2.decode(message, virtualRouterID, expectation)
        : Version3.decode(message, virtualRouterID, datagram.source(), datagram.destination());
  }
}
