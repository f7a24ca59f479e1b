package dev.virtualip.agent.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.vrrp.Frame;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimTest {

  private static ByteBuffer frame(String captured) {
    return ByteBuffer.wrap(Frame.octets(captured));
  }

  @ParameterizedTest
  @CsvSource({
    "ka-garp-physmac, 192.0.2.100, 02:00:00:00:00:01",
    "frr-garp, 192.0.2.100, 00:00:5e:00:01:33",
    "ka-una-host, fe80::61, 02:00:00:00:00:01",
    "ka-una-router, fe80::61, 02:00:00:00:00:01"
  })
  void readsWhatOthersAnnounce(String captured, String address, String mac) {
    Claim claim = Claim.parse(frame(captured)).orElseThrow();
    assertThat(claim.address()).isEqualTo(InetAddress.ofLiteral(address));
    assertThat(claim.mac()).hasToString(mac);
  }

  @Test
  void anAdvertisementWithoutTheOptionIsTheSendersOwn() {
    byte[] octets = Arrays.copyOf(Frame.octets("ka-una-host"), 78);
    octets[11] = 0x77;
    assertThat(Claim.parse(ByteBuffer.wrap(octets)).orElseThrow().mac())
        .hasToString("02:00:00:00:00:77");
  }

  @ParameterizedTest
  @CsvSource({"21, 254", "54, 135", "55, 1", "20, 6"})
  void anotherMessageOrHopLimitClaimsNothing(int at, int value) {
    byte[] octets = Frame.octets("ka-una-host");
    octets[at] = (byte) value;
    assertThat(Claim.parse(ByteBuffer.wrap(octets))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ka-garp-physmac", "ka-una-host", "ka-v3-ipv4-2vip", "ka-v3-ipv6-3vip-50cs"})
  void everyPrefixIsReadWithoutThrowing(String captured) {
    byte[] octets = Frame.octets(captured);
    for (int length = 0; length < octets.length; length++) {
      Claim.parse(ByteBuffer.wrap(Arrays.copyOf(octets, length)));
    }
    assertThat(Claim.parse(frame(captured)).isPresent()).isEqualTo(!captured.contains("v3"));
  }
}
