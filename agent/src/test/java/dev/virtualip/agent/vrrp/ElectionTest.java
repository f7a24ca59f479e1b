package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows F01 to F29 of the conformance checklist that concern version 3 over IPv4. */
class ElectionTest {

  @Test
  void f01StartsAsBackupAndIsActiveAfterItsDownInterval() {
    RouterBench bench = new RouterBench().start();
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    bench.toMillis(3609);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    bench.toMillis(3610);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.sendTimes()).containsExactly(3609L);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void f02f03OwnerIsActiveAtOnceWhateverPreemptSays(boolean preempt) {
    RouterBench bench = new RouterBench(RouterBench.configuration(255, 1000, preempt)).start();
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.sentSince(0)).containsExactly(255);
    assertThat(bench.done(Action.Announce.class)).hasSize(1);
  }

  /** Priority, learned interval, and the time after the last advert when it takes over. */
  static Stream<Arguments> downIntervals() {
    return Stream.of(
        Arguments.of("F04", 100, 1000, 3609.375),
        Arguments.of("F19", 100, 3000, 10828.125),
        Arguments.of("F27", 254, 1000, 3007.8125),
        Arguments.of("F27", 1, 1000, 3996.09375),
        Arguments.of("F27", 100, 100, 360.9375),
        Arguments.of("F27", 100, 40950, 147803.90625));
  }

  @ParameterizedTest(name = "{0} priority {1} interval {2} ms")
  @MethodSource("downIntervals")
  void takesOverByTheLearnedInterval(String row, int priority, int interval, double millis) {
    RouterBench bench = new RouterBench(RouterBench.configuration(priority, 1000, true)).start();
    bench.toMillis(100).hear(254, interval, "192.0.2.2").toMillis(100 + millis - 0.01);
    assertThat(bench.state()).as(row).isEqualTo(State.BACKUP);
    bench.toMillis(100 + millis + 0.01);
    assertThat(bench.state()).as(row).isEqualTo(State.ACTIVE);
    assertThat(bench.router().activeIntervalNanos()).isEqualTo(1_000_000_000);
  }

  @ParameterizedTest
  @CsvSource({"1000, 609.375", "3000, 1828.125"})
  void f05f06PriorityZeroLeavesTheSkewByTheIntervalLearnedBefore(int interval, double millis) {
    RouterBench bench = new RouterBench().start().hear(150, interval, "192.0.2.2");
    bench.hear(0, 3000, "192.0.2.2").toMillis(millis - 0.01);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    bench.toMillis(millis + 0.01);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void f09LowerPriorityDoesNotTouchTheTimerOfAPreemptingBackup() {
    RouterBench bench = new RouterBench().startBackup();
    for (int t = 500; t <= 3500; t += 500) {
      bench.toMillis(t).hear(50);
    }
    bench.toMillis(3610);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void f11f12BackupThatDoesNotPreemptFollowsLowerPriorityUntilItIsGone() {
    RouterBench bench = new RouterBench(RouterBench.configuration(100, 1000, false)).start();
    for (int t = 0; t <= 10_000; t += 1000) {
      bench.toMillis(t).hear(50);
    }
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    bench.toMillis(10_000 + 3610);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void f13EqualPriorityFromALowerAddressKeepsABackup() {
    RouterBench bench = new RouterBench().start();
    for (int t = 0; t <= 8000; t += 1000) {
      bench.toMillis(t).hear(100, 1000, "10.0.0.1");
    }
    assertThat(bench.state()).isEqualTo(State.BACKUP);
  }

  @ParameterizedTest(name = "{0}: priority {1} from {2}")
  @CsvSource({
    "F14, 100, 192.0.2.2, BACKUP",
    "F14, 100, 200.0.0.1, BACKUP",
    "F15, 100, 10.0.0.1, ACTIVE",
    "F18, 150, 10.0.0.1, BACKUP",
    "F20, 50, 192.0.2.2, ACTIVE",
    "equal address, 100, 192.0.2.1, ACTIVE"
  })
  void activeYieldsToHigherPriorityThenToHigherAddress(
      String row, int priority, String source, State expected) {
    RouterBench bench = new RouterBench().startActive();
    bench.hear(priority, 1000, source);
    assertThat(bench.state()).as(row).isEqualTo(expected);
    assertThat(bench.sentSince(0)).as("never priority 0").doesNotContain(0);
  }

  @Test
  void activeThatYieldsKeepsTheAddressThirtyMillisecondsForTheWinner() {
    RouterBench bench = new RouterBench().startActive();
    bench.hear(150);
    assertThat(bench.done(Action.Release.class)).isEmpty();
    bench.toMillis(4029);
    assertThat(bench.done(Action.Release.class)).isEmpty();
    bench.toMillis(4030);
    assertThat(bench.done(Action.Release.class)).hasSize(1);
    assertThat(bench.sentSince(4000)).isEmpty();
  }

  @Test
  void f20ActiveAnswersALosingAdvertAtOnce() {
    RouterBench bench = new RouterBench().startActive();
    bench.toMillis(4300);
    bench.forget();
    bench.hear(50);
    assertThat(bench.sendTimes()).containsExactly(4300L);
  }

  @Test
  void f22ActiveAnswersPriorityZeroAndGoesOnFromThere() {
    RouterBench bench = new RouterBench().startActive();
    bench.toMillis(4300);
    bench.forget();
    bench.hear(0).toMillis(5301);
    assertThat(bench.sendTimes()).containsExactly(4300L, 5300L);
  }

  @Test
  void f25PreemptionIsNotAskedWhileActive() {
    RouterBench bench = new RouterBench(RouterBench.configuration(100, 1000, false)).startActive();
    bench.hear(150);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
  }

  @Test
  void equalPriorityFromOurOwnAddressIsNotAnswered() {
    RouterBench bench = new RouterBench().startActive();
    bench.toMillis(4300);
    bench.forget();
    bench.hear(100, 1000, "192.0.2.1");
    assertThat(bench.sendTimes()).isEmpty();
    assertThat(bench.done(Action.Notice.class)).hasSize(1);
  }

  @Test
  void floodOfLosingAdvertsIsAnsweredTenTimesPerIntervalAtMost() {
    RouterBench bench = new RouterBench().startActive();
    bench.toMillis(5000);
    bench.forget();
    for (int t = 5000; t < 6000; t++) {
      bench.toMillis(t).hear(50);
    }
    assertThat(bench.sendTimes()).hasSizeBetween(9, 11);
  }

  @Test
  void answersNothingBeforeTheWholeQueueIsRead() {
    RouterBench bench = new RouterBench().startActive();
    bench.toMillis(4300);
    bench.forget();
    bench.feedWithoutDeadlines(RouterBench.advert(50, 1000, "192.0.2.3"));
    bench.feedWithoutDeadlines(RouterBench.advert(150, 1000, "192.0.2.2"));
    bench.wake();
    assertThat(bench.sendTimes()).isEmpty();
    assertThat(bench.state()).isEqualTo(State.BACKUP);
  }

  @Test
  void c17AdvertsKeepTheirPeriodHoweverLateEachIs() {
    RouterBench bench = new RouterBench(RouterBench.configuration(100, 100, true)).startActive();
    bench.forget();
    double begin = bench.millis();
    bench.toMillis(begin + 10_000);
    List<Long> times = bench.sendTimes();
    assertThat(times).hasSize(100);
    assertThat((times.getLast() - times.getFirst()) / 99.0).isCloseTo(100, within(0.1));
  }

  @Test
  void advertBeforeStartupIsIgnored() {
    RouterBench bench = new RouterBench();
    bench.hear(150);
    assertThat(bench.state()).isEqualTo(State.INITIALIZE);
    assertThat(bench.router().counters().get(Counter.ADVERTISEMENTS_RECEIVED)).isZero();
  }

  @Test
  void sourcesHeardAreToldUntilTheyAreSilentForADownInterval() {
    RouterBench bench = new RouterBench().startBackup();
    assertThat(bench.router().activeSources()).hasSize(1);
    bench.toMillis(3608);
    assertThat(bench.router().activeSources()).hasSize(1);
    bench.toMillis(3700);
    assertThat(bench.router().activeSources())
        .extracting(ActiveSource::source)
        .containsExactly(RouterBench.OWN);
  }
}
