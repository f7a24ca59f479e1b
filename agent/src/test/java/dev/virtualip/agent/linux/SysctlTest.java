package dev.virtualip.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SysctlTest {

  @Test
  void numberOfSeveralDigitsIsReadWhole() {
    assertThat(Sysctl.read("kernel", "pid_max").orElseThrow()).isGreaterThanOrEqualTo(1024);
  }

  @Test
  void whatIsNotThereIsEmpty() {
    assertThat(Sysctl.read("net", "ipv4", "conf", "no-such-interface", "rp_filter")).isEmpty();
  }
}
