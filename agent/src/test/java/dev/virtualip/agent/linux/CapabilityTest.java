package dev.virtualip.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The capability mask of {@code /proc/PID/status}. */
class CapabilityTest {

  @Test
  void readsTheEffectiveSet() throws Exception {
    assertThat(
            Capability.effective(
                List.of("Name:\tjava", "CapPrm:\t000001ffffffffff", "CapEff:\t0000000000803400")))
        .containsExactlyInAnyOrder(Capability.values());
    assertThat(Capability.effective(List.of("CapEff:\t0000000000002000")))
        .containsExactly(Capability.CAP_NET_RAW);
    assertThat(Capability.effective(List.of("CapEff:\t0000000000000000"))).isEmpty();
  }

  @Test
  void doesNotGuessWhereThereIsNone() {
    assertThatThrownBy(() -> Capability.effective(List.of("Name:\tjava")))
        .isInstanceOf(IOException.class);
  }
}
