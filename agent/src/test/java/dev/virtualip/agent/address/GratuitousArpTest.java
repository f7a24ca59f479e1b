package dev.virtualip.agent.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.linux.netlink.MacAddress;
import dev.virtualip.agent.vrrp.Frame;
import java.net.Inet4Address;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GratuitousArpTest {

  /** From a virtual router MAC and from a physical one. */
  @ParameterizedTest
  @CsvSource({"00005e000133, frr-garp", "020000000001, ka-garp-physmac"})
  void equalsWhatKeepalivedAndFrrSend(String mac, String captured) {
    byte[] built =
        GratuitousArp.frame(
            MacAddress.of(HexFormat.of().parseHex(mac)), Inet4Address.ofLiteral("192.0.2.100"));
    assertThat(built).isEqualTo(Frame.octets(captured));
  }
}
