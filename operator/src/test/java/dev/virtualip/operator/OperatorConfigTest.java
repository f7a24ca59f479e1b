package dev.virtualip.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorConfigTest {

  @Test
  void listensOnEveryAddressUnlessTold() {
    assertThat(OperatorConfig.from(Map.of()).listen()).isEqualTo(new InetSocketAddress(9771));
    assertThat(OperatorConfig.from(Map.of("VIRTUALIP_LISTEN", "127.0.0.1:0")).listen())
        .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "9771", ":9771", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:65536"})
  void namesTheVariableThatItCannotRead(String text) {
    assertThatThrownBy(() -> OperatorConfig.from(Map.of("VIRTUALIP_LISTEN", text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "VIRTUALIP_LISTEN: must be ADDR:PORT with a port of 0..65535, such as 0.0.0.0:9771, and"
                + " is '%s'",
            text);
  }
}
