package dev.virtualip.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.operator.plan.Conditions.Truth;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private static final Instant BEGIN = Instant.parse("2026-11-24T00:00:00Z");

  @Test
  void nothingPendingHasNoCondition() {
    assertThat(Progress.judge(false, condition("True"), BEGIN).state()).isNull();
  }

  @Test
  void pendingWorkIsReconcilingForSixtySeconds() {
    assertThat(Progress.judge(true, Optional.empty(), BEGIN.plusMillis(700)))
        .isEqualTo(new Progress(Truth.TRUE, BEGIN))
        .returns(Optional.of(BEGIN.plusSeconds(60)), Progress::deadline);
    assertThat(Progress.judge(true, condition("True"), BEGIN.plusSeconds(59)))
        .isEqualTo(new Progress(Truth.TRUE, BEGIN));
  }

  @Test
  void afterSixtySecondsItIsStuckAndStaysSo() {
    Progress stuck = Progress.judge(true, condition("True"), BEGIN.plusSeconds(60));
    assertThat(stuck).isEqualTo(new Progress(Truth.FALSE, BEGIN.plusSeconds(60)));
    assertThat(stuck.deadline()).isEmpty();
    assertThat(Progress.judge(true, condition("False"), BEGIN.plusSeconds(300)))
        .isEqualTo(new Progress(Truth.FALSE, BEGIN));
  }

  private static Optional<Condition> condition(String status) {
    return Optional.of(
        new ConditionBuilder()
            .withType(Conditions.RECONCILING)
            .withStatus(status)
            .withLastTransitionTime(BEGIN.toString())
            .build());
  }
}
