package dev.virtualip.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

  /** Rows of RFC 5952 section 4, and both ends. */
  @ParameterizedTest
  @CsvSource({
    "2001:0db8:0:0:0:0:0:1, 2001:db8::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:DB8::AB, 2001:db8::ab",
    "0:0:0:0:0:0:0:0, ::",
    "0:0:0:0:0:0:0:1, ::1",
    "1:0:0:0:0:0:0:0, 1::",
    "0:0:1:0:0:0:0:1, 0:0:1::1",
    "fe80::ff:fe00:1, fe80::ff:fe00:1",
    "192.0.2.1, 192.0.2.1"
  })
  void writesOneTextForEachAddress(String literal, String canonical) {
    InetAddress address = InetAddress.ofLiteral(literal);
    assertThat(Addresses.text(address)).isEqualTo(canonical);
    assertThat(Addresses.canonical(canonical)).contains(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2001:db8:0:0:1::1",
        "2001:DB8::1",
        "2001:0db8::1",
        "::ffff:192.0.2.1",
        "::192.0.2.1",
        "fe80::1%1",
        "192.0.2",
        "192.0.2.01",
        "",
        "x"
      })
  void readsNoOtherText(String text) {
    assertThat(Addresses.canonical(text)).isEmpty();
  }

  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    SplittableRandom random = new SplittableRandom(5952);
    for (int round = 0; round < 10_000; round++) {
      byte[] octets = new byte[16];
      for (int i = 0; i < octets.length; i++) {
        // Mostly zeros, or there would be no runs of them.
        octets[i] = random.nextInt(4) == 0 ? (byte) random.nextInt() : 0;
      }
      InetAddress address = InetAddress.getByAddress(octets);
      assertThat(Addresses.canonical(Addresses.text(address))).contains(address);
    }
  }
}
