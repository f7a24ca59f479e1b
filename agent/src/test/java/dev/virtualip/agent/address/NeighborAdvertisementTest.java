package dev.virtualip.agent.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.linux.netlink.MacAddress;
import dev.virtualip.agent.vrrp.Frame;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeighborAdvertisementTest {

  private static final MacAddress MAC = MacAddress.of(HexFormat.of().parseHex("020000000001"));

  private static byte[] frame(String address, boolean router) {
    return NeighborAdvertisement.frame(MAC, (Inet6Address) InetAddress.ofLiteral(address), router);
  }

  @ParameterizedTest
  @CsvSource({"false, ka-una-host", "true, ka-una-router"})
  void equalsWhatKeepalivedSends(boolean router, String captured) {
    assertThat(frame("fe80::61", router)).isEqualTo(Frame.octets(captured));
  }

  /** Every value of the last group, so that the sum carries once, twice and not at all. */
  @Test
  void checksumIsRightWhateverItCarries() {
    for (int group = 1; group < 0x10000; group++) {
      byte[] frame = frame("2001:db8:ffff:ffff:ffff:ffff:ffff:%x".formatted(group), group % 2 == 0);
      long sum = 32L + 58;
      ByteBuffer words = ByteBuffer.wrap(frame, 22, frame.length - 22);
      while (words.hasRemaining()) {
        sum += Short.toUnsignedInt(words.getShort());
      }
      while (sum > 0xffff) {
        sum = (sum & 0xffff) + (sum >>> 16);
      }
      assertThat(sum).as("checksum for group %x", group).isEqualTo(0xffff);
    }
  }
}
