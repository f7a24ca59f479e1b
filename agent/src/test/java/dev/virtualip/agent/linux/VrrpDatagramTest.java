package dev.virtualip.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VrrpDatagramTest {

  /** As captured from keepalived 2.2.7: 20 octets of header, 16 of message. */
  private static final byte[] GOOD =
      HexFormat.of()
          .parseHex(
              "45c0002400010000ff70d875c0000201e0000012" + "3133640200644307c0000264c0000265");

  private static VrrpDatagram parse(byte[] packet, int length) {
    VrrpDatagram datagram = new VrrpDatagram();
    datagram.clear().put(0, packet);
    datagram.parseIpv4(length);
    return datagram;
  }

  @Test
  void tellsHeaderFromMessage() {
    VrrpDatagram datagram = parse(GOOD, GOOD.length);
    assertThat(datagram.isWhole()).isTrue();
    assertThat(datagram.ttl()).isEqualTo(255);
    assertThat(datagram.source().getHostAddress()).isEqualTo("192.0.2.1");
    assertThat(datagram.destination().getHostAddress()).isEqualTo("224.0.0.18");
    assertThat(datagram.message().remaining()).isEqualTo(16);
    assertThat(datagram.message().get(datagram.message().position())).isEqualTo((byte) 0x31);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "more fragments, 6, 0x20, false",
    "fragment offset, 7, 0x01, false",
    "longer than received, 3, 37, false",
    "shorter than received, 3, 35, false",
    "header below 20 octets, 0, 0x44, false",
    "header above all, 0, 0x4f, false",
    "version 6, 0, 0x65, false",
    "do not fragment, 6, 0x40, true"
  })
  void judgesWhetherThePacketIsWhole(String what, int offset, String value, boolean whole) {
    byte[] changed = GOOD.clone();
    changed[offset] = Integer.decode(value).byteValue();
    VrrpDatagram datagram = parse(changed, changed.length);
    assertThat(datagram.isWhole()).as(what).isEqualTo(whole);
    assertThat(datagram.message().hasRemaining()).as(what).isEqualTo(whole);
  }

  @Test
  void everyPrefixIsReadWithoutThrowing() {
    for (int length = 0; length < GOOD.length; length++) {
      assertThat(parse(GOOD, length).isWhole()).as("%d octets", length).isFalse();
    }
  }

  @Test
  void findsTheMessageBehindOptions() {
    String hex = HexFormat.of().formatHex(GOOD);
    byte[] packet =
        HexFormat.of().parseHex("46c00028" + hex.substring(8, 40) + "94040000" + hex.substring(40));
    VrrpDatagram datagram = parse(packet, packet.length);
    assertThat(datagram.isWhole()).isTrue();
    assertThat(datagram.message().position()).isEqualTo(24);
    assertThat(datagram.message().remaining()).isEqualTo(16);
  }

  @Test
  void aDatagramLongerThanTheBufferIsNotWhole() {
    byte[] start = GOOD.clone();
    start[2] = 0x08;
    start[3] = 0x01;
    assertThat(parse(start, 0x0801).isWhole()).isFalse();
  }
}
