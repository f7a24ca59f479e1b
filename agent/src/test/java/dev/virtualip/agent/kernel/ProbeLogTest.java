package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Probes at 10, 20, ... 80; 0 in the second row is no answer. */
class ProbeLogTest {

  private static final ProbeLog LOG =
      new ProbeLog(
          new long[] {10, 20, 30, 40, 50, 60, 70, 80, 0},
          new long[] {11, 21, 0, 0, 0, 61, 0, 81, 0},
          new int[] {1, 1, 0, 0, 0, 2, 0, 2, 0},
          8);

  @Test
  void countsWhatWasLostAndWhatWasLostInARow() {
    assertThat(LOG.lost()).isEqualTo(4);
    assertThat(LOG.mostInARow()).isEqualTo(3);
  }

  @Test
  void outageLastsFromTheFirstLostProbeToTheNextAnsweredOne() {
    assertThat(LOG.outageNanos()).isEqualTo(60 - 30);
    long[] sent = {10, 20, 30};
    assertThat(new ProbeLog(sent, new long[] {11, 21, 31}, new int[3], 3).outageNanos()).isZero();
    assertThat(new ProbeLog(sent, new long[] {11, 0, 0}, new int[3], 3).outageNanos())
        .as("one that has not ended")
        .isEqualTo(10);
  }

  @Test
  void knowsTheFirstAnswerOfAnotherNode() {
    assertThat(LOG.firstOfOthers(1, 15)).hasValue(61);
    assertThat(LOG.hostOfOthers(1, 15)).isEqualTo(2);
    assertThat(LOG.firstOfOthers(2, 55)).isEmpty();
    assertThat(LOG.hostOfOthers(2, 55)).isZero();
  }

  @Test
  void knowsFromWhenOnAllIsWell() {
    assertThat(LOG.answeredFrom(55)).isFalse();
    assertThat(LOG.answeredFrom(75)).isTrue();
    assertThat(LOG.answeredFrom(75, 2)).isTrue();
    assertThat(LOG.answeredFrom(75, 1)).isFalse();
  }
}
