package dev.virtualip.agent.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.linux.netlink.MacAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Octet by octet; tests of the kernel tier show that Linux answers them. */
class ProbeFramesTest {

  private static final MacAddress MAC = MacAddress.of(HexFormat.of().parseHex("020000000001"));

  @Test
  void arpProbeNamesNoSender() {
    byte[] frame = ArpProbe.frame(MAC, Inet4Address.ofLiteral("192.0.2.100"));
    assertThat(HexFormat.of().formatHex(frame))
        .isEqualTo(
            "ffffffffffff"
                + "020000000001"
                + "0806"
                + "0001080006040001"
                + "020000000001"
                + "00000000"
                + "000000000000"
                + "c0000264");
  }

  @Test
  void neighborSolicitationComesFromNoAddressAndGoesToTheSolicitedNodes() {
    byte[] frame =
        NeighborSolicitation.frame(MAC, (Inet6Address) InetAddress.ofLiteral("2001:db8::12:3456"));
    assertThat(HexFormat.of().formatHex(frame))
        .isEqualTo(
            "3333ff123456"
                + "020000000001"
                + "86dd"
                + "600000000018"
                + "3aff"
                + "00000000000000000000000000000000"
                + "ff0200000000000000000001ff123456"
                + "8700"
                + checksum()
                + "00000000"
                + "20010db8000000000000000000123456");
  }

  /** By hand: the 16-bit words of the pseudo-header and the message, with end-around carry. */
  private static String checksum() {
    int[] words = {
      0x0018, 0x003a, 0xff02, 0x0001, 0xff12, 0x3456, 0x8700, 0x2001, 0x0db8, 0x0012, 0x3456
    };
    int sum = 0;
    for (int word : words) {
      sum += word;
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return "%04x".formatted(~sum & 0xffff);
  }
}
