package dev.virtualip.operator.reconcile;

import static dev.virtualip.operator.testing.Agents.agent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.VirtualIPNodeSpec;
import dev.virtualip.api.v1alpha1.VirtualIPNodeStatus;
import dev.virtualip.operator.plan.NodeReport;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SilenceTest {

  private static final Instant BEGIN = Instant.parse("2026-11-24T00:00:00Z");

  private final Silence silence = new Silence();

  @Test
  void anAgentThatHasAnsweredIsNotSilentHoweverLongAgo() {
    assertThat(silence.observe(List.of(report(1, true)), BEGIN)).isEmpty();
    assertThat(silence.nextChange(BEGIN)).isEmpty();
    assertThat(silence.observe(List.of(report(1, true)), BEGIN.plusSeconds(3600))).isEmpty();
  }

  @Test
  void anAgentIsSilentOnceItHasLeftAnOrderUnansweredForAMinute() {
    assertThat(silence.observe(List.of(report(1, false)), BEGIN)).isEmpty();
    assertThat(silence.nextChange(BEGIN)).contains(BEGIN.plusSeconds(60));
    assertThat(silence.observe(List.of(report(1, false)), BEGIN.plusSeconds(59))).isEmpty();
    Instant end = BEGIN.plusSeconds(60);
    assertThat(silence.observe(List.of(report(1, false)), end)).containsExactly("node-a");
    assertThat(silence.nextChange(end)).isEmpty();
    assertThat(silence.observe(List.of(report(1, true)), end.plusSeconds(1))).isEmpty();
  }

  @Test
  void anAgentThatAnswersALittleLateEachTimeIsNotSilent() {
    for (int generation = 1; generation < 10; generation++) {
      Instant now = BEGIN.plusSeconds(40L * generation);
      assertThat(silence.observe(List.of(report(generation, false)), now)).isEmpty();
    }
  }

  private static NodeReport report(long answered, boolean current) {
    VirtualIPNodeStatus status = agent("192.0.2.11/24");
    return new NodeReport(
        "node-a",
        true,
        false,
        VirtualIPNodeSpec.of("cluster", List.of()),
        current,
        new VirtualIPNodeStatus(
            answered, null, status.agent(), status.interfaces(), List.of(), List.of()));
  }
}
