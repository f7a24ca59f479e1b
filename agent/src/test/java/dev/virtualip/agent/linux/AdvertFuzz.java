package dev.virtualip.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.virtualip.agent.fuzz.AllocationLimit;
import dev.virtualip.agent.fuzz.Seeds;
import dev.virtualip.agent.vrrp.Advertisement;
import dev.virtualip.agent.vrrp.AdvertisementCodec;
import dev.virtualip.agent.vrrp.ChecksumForm;
import dev.virtualip.agent.vrrp.Datagram;
import dev.virtualip.agent.vrrp.Decoded;
import dev.virtualip.agent.vrrp.Expectation;
import dev.virtualip.agent.vrrp.InvalidReason;
import dev.virtualip.agent.vrrp.Password;
import dev.virtualip.agent.vrrp.Repeats;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any packet, from the first octet of its IP header to the decoded advert. */
class AdvertFuzz {

  private static final int ETHERNET_OCTETS = 14;
  private static final int IPV6_OCTETS = 40;
  private static final int FIXED_OCTETS = 8;
  private static final int CHECKSUM_OFFSET = 6;
  private static final int PROTOCOL = 112;

  private static final Decoded NOTHING = new Decoded.Invalid(InvalidReason.IP_HEADER, 0);

  /** Octets that a packet may cost: 255 addresses of 16 octets are the most that one can carry. */
  private static final int ALLOCATION = 64 * 1024;

  /** What the packets with a password among the vectors carry. */
  private static final Password PASSWORD = password("s3cret12");

  private static final Expectations WITHOUT_PASSWORD = new Expectations((Password) null);
  private static final Expectations WITH_PASSWORD = new Expectations(PASSWORD);

  private final VrrpDatagram received = new VrrpDatagram();

  /** Goes on from packet to packet, as in the agent: each may meet what another one left there. */
  private final Repeats repeats = new Repeats();

  static Stream<Arguments> vectors() {
    return Seeds.frames()
        .map(
            frame ->
                Arguments.of((Object) Arrays.copyOfRange(frame, ETHERNET_OCTETS, frame.length)));
  }

  @MethodSource("vectors")
  @FuzzTest(maxDuration = "5s")
  void isValidOrInvalidForAReason(byte[] packet) {
    check(packet);
    // No mutation keeps the checksum, and what is behind it is what matters most.
    datagram(packet).ifPresent(datagram -> check(mended(packet, datagram)));
  }

  private void check(byte[] packet) {
    check(packet, null);
    check(packet, PASSWORD);
  }

  /** What is valid means the same when our own encoder sends it. */
  private void check(byte[] packet, @Nullable Password password) {
    Decoded decoded =
        AllocationLimit.hold(
            ALLOCATION, () -> datagram(packet).map(it -> decode(it, password)).orElse(NOTHING));
    datagram(packet).ifPresent(datagram -> meetsNoOther(datagram, password, decoded));
    if (decoded instanceof Decoded.Valid(Advertisement advertisement, ChecksumForm form)) {
      Datagram datagram = datagram(packet).orElseThrow();
      assertThat(advertisement.virtualRouterID()).isBetween(1, 255);
      assertThat(advertisement.priority()).isBetween(0, 255);
      assertThat(advertisement.intervalMilliseconds()).isBetween(10, 255_000);
      ByteBuffer own =
          AdvertisementCodec.encode(
              advertisement, form, password, datagram.source(), datagram.destination());
      assertThat(own.remaining()).isEqualTo(datagram.message().remaining());
      assertThat(
              decode(
                  new Datagram(datagram.source(), datagram.destination(), datagram.hopLimit(), own),
                  password))
          .isEqualTo(decoded);
    }
  }

  /** Whatever came before, and whether it is the first of its kind or a repeat. */
  private void meetsNoOther(Datagram datagram, @Nullable Password password, Decoded alone) {
    Expectation.ByRouter expectations =
        password == null ? WITHOUT_PASSWORD.of(datagram) : WITH_PASSWORD.of(datagram);
    for (String time : List.of("first", "second")) {
      assertThat(AdvertisementCodec.decode(datagram, expectations, repeats))
          .as("%s time with a memory", time)
          .isEqualTo(alone);
    }
  }

  private static Decoded decode(Datagram datagram, @Nullable Password password) {
    return AdvertisementCodec.decode(
        datagram, password == null ? WITHOUT_PASSWORD.of(datagram) : WITH_PASSWORD.of(datagram));
  }

  /**
   * What a router would have to expect to get furthest with a packet. The same objects each time,
   * by which {@link Repeats} knows that nothing has changed.
   */
  private record Expectations(Expectation version2, Expectation version3) {

    Expectations(@Nullable Password password) {
      this(new Expectation(2, password), new Expectation(3, password));
    }

    Expectation.ByRouter of(Datagram datagram) {
      ByteBuffer message = datagram.message().slice();
      boolean isVersion2 = message.remaining() >= FIXED_OCTETS && message.get(0) >>> 4 == 2;
      return virtualRouterID -> isVersion2 ? version2 : version3;
    }
  }

  private static Password password(String text) {
    return Password.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The same packet with the checksum that belongs to it. */
  private static byte[] mended(byte[] packet, Datagram datagram) {
    ByteBuffer mended = ByteBuffer.wrap(packet.clone());
    int octets = datagram.message().remaining();
    mended.position(packet.length - octets);
    if (octets < FIXED_OCTETS) {
      return packet;
    }
    int field = mended.position() + CHECKSUM_OFFSET;
    boolean pseudoHeader = mended.get(mended.position()) >>> 4 != 2;
    mended.putShort(field, (short) 0);
    int sum = sum(mended.slice());
    if (pseudoHeader) {
      sum += sum(ByteBuffer.wrap(datagram.source().getAddress()));
      sum += sum(ByteBuffer.wrap(datagram.destination().getAddress()));
      sum += PROTOCOL + octets;
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = (sum & 0xffff) + (sum >>> 16);
    return mended.putShort(field, (short) ~sum).array();
  }

  private static int sum(ByteBuffer octets) {
    int sum = 0;
    while (octets.remaining() > 1) {
      sum += Short.toUnsignedInt(octets.getShort());
    }
    return octets.hasRemaining() ? sum + (Byte.toUnsignedInt(octets.get()) << 8) : sum;
  }

  /** As the sockets hand it over: with IPv4 header, and without that of IPv6. */
  private Optional<Datagram> datagram(byte[] packet) {
    if (packet.length >= IPV6_OCTETS && packet[0] >>> 4 == 6) {
      return Optional.of(
          new Datagram(
              address(packet, 8),
              address(packet, 24),
              packet[7] & 0xff,
              ByteBuffer.wrap(packet, IPV6_OCTETS, packet.length - IPV6_OCTETS)));
    }
    ByteBuffer memory = received.clear();
    memory.put(0, packet, 0, Math.min(packet.length, memory.capacity()));
    received.parseIpv4(packet.length);
    if (!received.isWhole()) {
      assertThat(received.message().hasRemaining()).isFalse();
      return Optional.empty();
    }
    return Optional.of(
        new Datagram(
            received.source(), received.destination(), received.ttl(), received.message()));
  }

  private static InetAddress address(byte[] packet, int offset) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(packet, offset, offset + 16));
    } catch (UnknownHostException e) {
      throw new AssertionError("16 octets are an address", e);
    }
  }
}
