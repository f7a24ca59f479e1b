package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdvertisementCodecTest {

  private static final String TWENTY =
      String.join(" ", IntStream.range(150, 170).mapToObj(host -> "192.0.2." + host).toList());

  @ParameterizedTest
  @CsvSource({
    "ka-v3-ipv4-2vip, 51, 100, 1000, 192.0.2.100 192.0.2.101, PSEUDO_HEADER",
    "ka-v3-ipv4-prio0, 51, 0, 1000, 192.0.2.100 192.0.2.101, PSEUDO_HEADER",
    "ka-v3-ipv4-owner255, 80, 255, 1000, 192.0.2.130, PSEUDO_HEADER",
    "ka-v3-ipv4-vmac, 70, 200, 1000, 192.0.2.120, PSEUDO_HEADER",
    "ka-v3-ipv4-10cs-prio1, 90, 1, 100, 192.0.2.140, PSEUDO_HEADER",
    "ka-v3-ipv4-4095cs-vrid255, 255, 255, 40950, 192.0.2.141, PSEUDO_HEADER",
    "ka-v3-ipv4-20vip, 1, 254, 1000, TWENTY, PSEUDO_HEADER",
    "frr-v3-ipv4, 51, 100, 1000, 192.0.2.100, PSEUDO_HEADER",
    "syn-v3-ipv4-rfc9568-cksum, 51, 200, 1000, 192.0.2.100, MESSAGE_ONLY",
    "syn-v3-ipv4-rfc5798-cksum, 51, 200, 1000, 192.0.2.100, PSEUDO_HEADER",
    "syn-v3-ipv4-reserved-set, 51, 200, 1000, 192.0.2.100, PSEUDO_HEADER",
    "syn-v3-ipv4-padded60, 51, 200, 1000, 192.0.2.100, PSEUDO_HEADER",
    "syn-v3-ipv4-ipopts, 51, 200, 1000, 192.0.2.100, PSEUDO_HEADER",
    "syn-v3-ipv4-physmac, 51, 200, 1000, 192.0.2.100, PSEUDO_HEADER",
    "ka-v3-ipv6-3vip-50cs, 61, 120, 500, fe80::61 2001:db8:0:1::100 2001:db8:0:1::101,"
        + " PSEUDO_HEADER",
    "ka-v3-ipv6-prio0, 61, 0, 500, fe80::61 2001:db8:0:1::100 2001:db8:0:1::101, PSEUDO_HEADER",
    "ka-v3-ipv6-vmac, 70, 200, 1000, fe80::70 2001:db8:0:1::120, PSEUDO_HEADER",
    "ka-v3-ipv6-first-not-linklocal, 62, 120, 1000, 2001:db8:0:1::100, PSEUDO_HEADER",
    "frr-v3-ipv6, 61, 120, 1000, 2001:db8:0:1::100, PSEUDO_HEADER",
    "syn-v3-ipv6, 61, 200, 1000, fe80::61 2001:db8:0:1::100, PSEUDO_HEADER",
    "syn-v3-ipv6-first-global, 61, 200, 1000, 2001:db8:0:1::100 fe80::61, PSEUDO_HEADER",
    "syn-v3-ipv6-src-global, 61, 200, 1000, fe80::61 2001:db8:0:1::100, PSEUDO_HEADER",
  })
  void decodesWhatOthersSend(
      String name,
      int virtualRouterID,
      int priority,
      int intervalMilliseconds,
      String addresses,
      ChecksumForm form) {
    Advertisement expected =
        new Advertisement(3, virtualRouterID, priority, intervalMilliseconds, addresses(addresses));

    assertThat(decode(name)).isEqualTo(new Decoded.Valid(expected, form));
  }

  @ParameterizedTest
  @CsvSource({
    "syn-v3-ipv4-bad-cksum, CHECKSUM, 51, checksum-errors",
    "syn-v3-ipv4-ttl254, HOP_LIMIT, 0, ip-ttl-errors",
    "syn-v3-ipv4-count0, LENGTH, 51, packet-length-errors",
    "syn-v3-ipv4-interval0, INTERVAL, 51, interval-errors",
    "syn-v3-ipv4-type2, TYPE, 51, invalid-type-pkts-rcvd",
    "syn-v3-ipv4-version4, VERSION, 51, version-errors",
    "syn-v3-ipv4-truncated, LENGTH, 51, packet-length-errors",
    "syn-v3-ipv4-trailing4, LENGTH, 51, packet-length-errors",
    "syn-v3-ipv4-vrid0, VIRTUAL_ROUTER_ID, 0, vrid-errors",
    "syn-v3-ipv4-unicast-dst, DESTINATION, 0, destination-errors",
    "syn-v3-ipv6-bad-cksum, CHECKSUM, 61, checksum-errors",
    "syn-v3-ipv6-hlim254, HOP_LIMIT, 0, ip-ttl-errors",
    "syn-carp-vhid51, VERSION, 51, version-errors",
    "ka-v2-ipv4-noauth, VERSION, 52, version-errors",
  })
  void refusesWhatMustHaveNoEffect(
      String name, InvalidReason reason, int virtualRouterID, String counter) {
    assertThat(decode(name)).isEqualTo(new Decoded.Invalid(reason, virtualRouterID));
    assertThat(reason.counter().leafName()).isEqualTo(counter);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ka-v3-ipv4-2vip",
        "ka-v3-ipv4-prio0",
        "ka-v3-ipv4-owner255",
        "ka-v3-ipv4-vmac",
        "ka-v3-ipv4-10cs-prio1",
        "ka-v3-ipv4-4095cs-vrid255",
        "ka-v3-ipv4-20vip",
        "frr-v3-ipv4",
        "syn-v3-ipv4-rfc9568-cksum",
        "ka-v3-ipv6-3vip-50cs",
        "ka-v3-ipv6-prio0",
        "frr-v3-ipv6"
      })
  void encodesOctetForOctetWhatOthersSend(String name) {
    Datagram datagram = Frame.datagram(name);
    Decoded.Valid decoded = (Decoded.Valid) decode(name);

    ByteBuffer encoded =
        AdvertisementCodec.encode(
            decoded.advertisement(), decoded.checksum(), datagram.source(), datagram.destination());

    assertThat(encoded).isEqualTo(datagram.message());
  }

  @Test
  void bothChecksumFormsOfTheWorkedExample() {
    Advertisement advertisement = new Advertisement(3, 51, 100, 1000, addresses("192.0.2.100"));
    InetAddress source = InetAddress.ofLiteral("192.0.2.1");

    assertThat(hex(advertisement, ChecksumForm.PSEUDO_HEADER, source))
        .isEqualTo("3133640100640572c0000264");
    assertThat(hex(advertisement, ChecksumForm.MESSAGE_ONLY, source))
        .isEqualTo("313364010064a802c0000264");
  }

  @Test
  void foreignVirtualRouterIsToldFromAnUnreadableOne() {
    Datagram datagram = Frame.datagram("ka-v3-ipv4-2vip");

    assertThat(AdvertisementCodec.decode(datagram, virtualRouterID -> virtualRouterID == 52))
        .isEqualTo(new Decoded.Invalid(InvalidReason.VIRTUAL_ROUTER_ID, 0));
  }

  @Test
  void everyPrefixAndEveryFlippedBitIsJudgedWithoutThrowing() {
    byte[] good = Arrays.copyOfRange(Frame.octets("ka-v3-ipv4-2vip"), 34, 50);
    for (int octets = 0; octets < good.length; octets++) {
      assertThat(judge(Arrays.copyOf(good, octets))).isInstanceOf(Decoded.Invalid.class);
    }
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] flipped = good.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(judge(flipped)).as("bit %d", bit).isInstanceOf(Decoded.Invalid.class);
    }
    Random random = new Random(9568);
    for (int round = 0; round < 10_000; round++) {
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      assertThat(judge(noise)).isNotNull();
    }
  }

  private static Decoded judge(byte[] message) {
    Datagram like = Frame.datagram("ka-v3-ipv4-2vip");
    Datagram datagram =
        new Datagram(like.source(), like.destination(), 255, ByteBuffer.wrap(message));
    return AdvertisementCodec.decode(datagram, virtualRouterID -> true);
  }

  private static Decoded decode(String name) {
    return AdvertisementCodec.decode(Frame.datagram(name), virtualRouterID -> true);
  }

  private static String hex(Advertisement advertisement, ChecksumForm form, InetAddress source) {
    return HexFormat.of()
        .formatHex(
            AdvertisementCodec.encode(advertisement, form, source, AdvertisementCodec.GROUP_IPV4)
                .array());
  }

  private static List<InetAddress> addresses(String text) {
    return Arrays.stream((text.equals("TWENTY") ? TWENTY : text).split(" "))
        .map(InetAddress::ofLiteral)
        .toList();
  }
}
