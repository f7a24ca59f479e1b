package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdvertisementCodecTest {

  private static final Password PASSWORD = password("s3cret12");
  private static final Expectation VERSION_3 = new Expectation(3, null);

  @Test
  void bothChecksumFormsOfTheWorkedExample() {
    Advertisement advertisement = new Advertisement(3, 51, 100, 1000, addresses("192.0.2.100"));
    InetAddress source = InetAddress.ofLiteral("192.0.2.1");

    assertThat(hex(advertisement, ChecksumForm.PSEUDO_HEADER, source))
        .isEqualTo("3133640100640572c0000264");
    assertThat(hex(advertisement, ChecksumForm.MESSAGE_ONLY, source))
        .isEqualTo("313364010064a802c0000264");
  }

  /** RFC 9568 sections 5.2.6 and 5.2.7: twelve bits, and nothing in the reserve above them. */
  @Test
  void longestIntervalLeavesTheReserveZero() {
    Advertisement advertisement = new Advertisement(3, 51, 100, 40_950, addresses("192.0.2.100"));

    assertThat(hex(advertisement, ChecksumForm.PSEUDO_HEADER, InetAddress.ofLiteral("192.0.2.1")))
        .startsWith("313364010fff");
  }

  @Test
  void version2EndsWithEightZeroOctetsOrThePaddedPassword() {
    Advertisement advertisement = new Advertisement(2, 52, 150, 255_000, addresses("192.0.2.110"));
    InetAddress source = InetAddress.ofLiteral("192.0.2.1");

    assertThat(hex(advertisement, ChecksumForm.PSEUDO_HEADER, source))
        .startsWith("2134960100ff")
        .endsWith("c000026e" + "0000000000000000");
    assertThat(
            AdvertisementCodec.encode(
                advertisement,
                ChecksumForm.PSEUDO_HEADER,
                password("lab"),
                source,
                AdvertisementCodec.GROUP_IPV4))
        .satisfies(
            message -> assertThat(message.get(4)).isEqualTo((byte) 1),
            message -> assertThat(message.getLong(12)).isEqualTo(0x6c61_6200_0000_0000L));
  }

  @ParameterizedTest
  @CsvSource({
    "ka-v2-ipv4-noauth, s3cret12, AUTHENTICATION_MISSING, authentication-type-mismatch",
    "syn-v2-ipv4-authdata-junk, s3cret12, AUTHENTICATION_MISSING, authentication-type-mismatch",
    "ka-v2-ipv4-pass, , AUTHENTICATION_UNEXPECTED, authentication-type-mismatch",
    "ka-v2-ipv4-pass, s3cret13, PASSWORD, authentication-failures",
    "ka-v2-ipv4-pass, s3cret1, PASSWORD, authentication-failures",
  })
  void version2IsHeldToItsAuthentication(
      String name, String password, InvalidReason reason, String counter) {
    int virtualRouterID = Frame.datagram(name).message().get(1);
    Expectation expectation = new Expectation(2, password == null ? null : password(password));

    assertThat(decode(name, expectation)).isEqualTo(new Decoded.Invalid(reason, virtualRouterID));
    assertThat(reason.counter().leafName()).isEqualTo(counter);
  }

  /** What becomes of it is the state machine's business: it shows that there is an Active. */
  @Test
  void version2ReadsAnyIntervalOnceThePasswordIsRight() {
    assertThat(decode("ka-v2-ipv4-pass", new Expectation(2, PASSWORD)))
        .isInstanceOfSatisfying(
            Decoded.Valid.class,
            valid -> assertThat(valid.advertisement().intervalMilliseconds()).isEqualTo(2000));
  }

  @Test
  void version2IntervalZeroIsDiscarded() {
    Datagram like = Frame.datagram("ka-v2-ipv4-noauth");
    ByteBuffer message =
        AdvertisementCodec.encode(
            new Advertisement(2, 52, 150, 0, addresses("192.0.2.110")),
            ChecksumForm.MESSAGE_ONLY,
            like.source(),
            like.destination());

    assertThat(
            AdvertisementCodec.decode(
                new Datagram(like.source(), like.destination(), 255, message),
                id -> new Expectation(2, null)))
        .isEqualTo(new Decoded.Invalid(InvalidReason.INTERVAL_ZERO, 52));
  }

  /** Its protocol number keeps it from us; one that says so in protocol 112 is refused as well. */
  @Test
  void authenticationHeaderIsRefusedByName() {
    byte[] frame = Frame.octets("ka-v2-ipv4-ah");
    Datagram like = Frame.datagram("ka-v2-ipv4-noauth");
    int ipAndAuthenticationHeader = 14 + 20 + 24;
    ByteBuffer message =
        ByteBuffer.wrap(frame, ipAndAuthenticationHeader, frame.length - ipAndAuthenticationHeader);

    assertThat(
            AdvertisementCodec.decode(
                new Datagram(like.source(), like.destination(), 255, message),
                id -> new Expectation(2, null)))
        .isEqualTo(new Decoded.Invalid(InvalidReason.AUTHENTICATION_HEADER, 54));
  }

  @ParameterizedTest
  @CsvSource({
    "ka-v2-ipv4-noauth, 3, 52",
    "ka-v3-ipv4-2vip, 2, 51",
    "syn-carp-vhid51, 3, 51",
    "ka-v3-ipv6-prio0, 2, 61",
  })
  void otherVersionThanExpectedIsDiscarded(String name, int expected, int virtualRouterID) {
    assertThat(decode(name, new Expectation(expected, null)))
        .isEqualTo(new Decoded.Invalid(InvalidReason.VERSION, virtualRouterID));
  }

  @Test
  void version2DoesNotExistOverIpv6() {
    Datagram like = Frame.datagram("ka-v3-ipv6-prio0");
    ByteBuffer message = Frame.datagram("ka-v2-ipv4-noauth").message();

    assertThat(
            AdvertisementCodec.decode(
                new Datagram(like.source(), like.destination(), 255, message),
                id -> new Expectation(2, null)))
        .isEqualTo(new Decoded.Invalid(InvalidReason.VERSION, 52));
  }

  @Test
  void foreignVirtualRouterIsToldFromAnUnreadableOne() {
    Datagram datagram = Frame.datagram("ka-v3-ipv4-2vip");

    assertThat(AdvertisementCodec.decode(datagram, id -> id == 52 ? VERSION_3 : null))
        .isEqualTo(new Decoded.Invalid(InvalidReason.VIRTUAL_ROUTER_ID, 0));
  }

  @Test
  void everyPrefixAndEveryFlippedBitIsJudgedWithoutThrowing() {
    everyPrefixAndEveryFlippedBit("ka-v3-ipv4-2vip", VERSION_3);
    everyPrefixAndEveryFlippedBit("ka-v2-ipv4-pass", new Expectation(2, PASSWORD));
    everyPrefixAndEveryFlippedBit("ka-v3-ipv6-3vip-50cs", VERSION_3);
  }

  private static void everyPrefixAndEveryFlippedBit(String name, Expectation expectation) {
    Datagram like = Frame.datagram(name);
    byte[] good = new byte[like.message().remaining()];
    like.message().get(0, good);
    for (int octets = 0; octets < good.length; octets++) {
      assertThat(judge(like, expectation, Arrays.copyOf(good, octets)))
          .isInstanceOf(Decoded.Invalid.class);
    }
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] flipped = good.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(judge(like, expectation, flipped))
          .as("bit %d", bit)
          .isInstanceOf(Decoded.Invalid.class);
    }
    Random random = new Random(9568);
    for (int round = 0; round < 10_000; round++) {
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      assertThat(judge(like, expectation, noise)).isNotNull();
    }
  }

  private static Decoded judge(Datagram like, Expectation expectation, byte[] message) {
    return AdvertisementCodec.decode(
        new Datagram(like.source(), like.destination(), 255, ByteBuffer.wrap(message)),
        id -> expectation);
  }

  private static Decoded decode(String name, Expectation expectation) {
    return AdvertisementCodec.decode(Frame.datagram(name), id -> expectation);
  }

  private static Password password(String text) {
    return Password.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String hex(Advertisement advertisement, ChecksumForm form, InetAddress source) {
    return HexFormat.of()
        .formatHex(
            AdvertisementCodec.encode(advertisement, form, source, AdvertisementCodec.GROUP_IPV4)
                .array());
  }

  private static List<InetAddress> addresses(String text) {
    return Arrays.stream(text.split(" ")).map(InetAddress::ofLiteral).toList();
  }
}
