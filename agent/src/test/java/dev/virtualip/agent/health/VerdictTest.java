package dev.virtualip.agent.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {

  private final Verdict verdict = new Verdict(3, 2);

  @Test
  void firstFailureDecidesAtOnce() {
    assertThat(verdict.record(false)).isTrue();
    assertThat(verdict.failing()).isTrue();
  }

  @Test
  void firstSuccessChangesNothing() {
    assertThat(verdict.record(true)).isFalse();
    assertThat(verdict.failing()).isFalse();
  }

  @Test
  void failsOnlyAfterThatManyFailuresInARow() {
    verdict.record(true);
    verdict.record(false);
    verdict.record(false);
    verdict.record(true);
    verdict.record(false);
    assertThat(verdict.record(false)).isFalse();
    assertThat(verdict.failing()).isFalse();

    assertThat(verdict.record(false)).isTrue();
    assertThat(verdict.failing()).isTrue();
  }

  @Test
  void passesAgainOnlyAfterThatManySuccessesInARow() {
    verdict.record(false);
    verdict.record(true);
    verdict.record(false);
    assertThat(verdict.record(true)).isFalse();

    assertThat(verdict.record(true)).isTrue();
    assertThat(verdict.failing()).isFalse();
  }
}
