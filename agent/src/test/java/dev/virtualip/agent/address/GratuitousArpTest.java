package dev.virtualip.agent.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.linux.netlink.MacAddress;
import java.net.Inet4Address;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GratuitousArpTest {

  /** As captured from FRR 8.4.4 (virtual router MAC) and keepalived 2.2.7 (physical MAC). */
  @ParameterizedTest
  @CsvSource({
    "00005e000133, ffffffffffff00005e000133080600010800060400"
        + "0100005e000133c0000264ffffffffffffc0000264",
    "020000000001, ffffffffffff020000000001080600010800060400"
        + "01020000000001c0000264ffffffffffffc0000264"
  })
  void equalsWhatKeepalivedAndFrrSend(String mac, String frame) {
    byte[] built =
        GratuitousArp.frame(
            MacAddress.of(HexFormat.of().parseHex(mac)), Inet4Address.ofLiteral("192.0.2.100"));
    assertThat(HexFormat.of().formatHex(built)).isEqualTo(frame);
  }
}
