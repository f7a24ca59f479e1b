package dev.virtualip.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.loop.Observation;
import dev.virtualip.api.v1alpha1.Family;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecorderTest {

  private static final Observation.Router ROUTER =
      new Observation.Router("ingress", Family.IPV4, "eth0", 51);

  private long millis;
  private final Recorder recorder = new Recorder(() -> Instant.ofEpochMilli(millis++));

  @Test
  void keepsTheLastThousandInTheirOrder() {
    for (int priority = 0; priority < 2 * Recorder.CAPACITY + 7; priority++) {
      recorder.observe(new Observation.AdvertSent(ROUTER, priority));
    }

    assertThat(recorder.recorded())
        .hasSize(Recorder.CAPACITY)
        .extracting(recorded -> ((Observation.AdvertSent) recorded.observation()).priority())
        .startsWith(Recorder.CAPACITY + 7)
        .endsWith(2 * Recorder.CAPACITY + 6)
        .isSorted();
  }

  @Test
  void advertsPushNoEventOut() {
    recorder.observe(new Observation.Late(1));
    for (int i = 0; i < 5 * Recorder.CAPACITY; i++) {
      recorder.observe(new Observation.AdvertSent(ROUTER, 100));
    }

    assertThat(recorder.recorded().getFirst().observation()).isEqualTo(new Observation.Late(1));
  }
}
