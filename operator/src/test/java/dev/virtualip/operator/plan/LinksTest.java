package dev.virtualip.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinksTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "10.0.0.1",
        "10.0.0.1/",
        "10.0.0.1/-1",
        "10.0.0.1/33",
        "fd00::1/129",
        "eth0/24"
      })
  void whatIsNoSubnetIsLeftOut(String text) {
    assertThat(Links.subnet(text)).isEmpty();
    assertThat(Links.networks(List.of(text, "192.0.2.11/24"))).containsExactly("192.0.2.0/24");
  }

  @Test
  void aPrefixMayHaveAnyLengthThatItsFamilyHas() {
    assertThat(Links.networks(List.of("10.0.0.1/0", "10.0.0.1/32", "fd00::1/0", "fd00::1/128")))
        .containsExactlyInAnyOrder(
            "0.0.0.0/0", "10.0.0.1/32", "0:0:0:0:0:0:0:0/0", "fd00:0:0:0:0:0:0:1/128");
  }
}
