package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that stood still: what it does with a timer that is late, by what it finds. */
class PauseTest {

  private static RouterBench pausedActive(long untilMillis) {
    RouterBench bench = new RouterBench().startActive().confirmBinds();
    bench.sleepToMillis(untilMillis);
    bench.forget();
    return bench;
  }

  @ParameterizedTest(name = "address gone: {0}")
  @CsvSource({"true", "false"})
  void higherAdvertInTheQueueMakesItABackupThatSaysNothing(boolean gone) {
    RouterBench bench = pausedActive(20_000);
    if (gone) {
      bench.feedWithoutDeadlines(new Event.AddressGone(RouterBench.VIRTUAL));
    }
    bench.feedWithoutDeadlines(RouterBench.advert(50, 1000, "192.0.2.3"));
    bench.feedWithoutDeadlines(RouterBench.advert(150, 1000, "192.0.2.2")).wake();

    assertThat(bench.state()).isEqualTo(State.BACKUP);
    assertThat(bench.sendTimes()).isEmpty();
    bench.toMillis(20_030);
    assertThat(bench.done(Action.Release.class)).hasSize(1);
  }

  @Test
  void lowerAdvertInTheQueueIsAnsweredWhileTheAddressIsThere() {
    RouterBench bench = pausedActive(20_000);
    bench.feedWithoutDeadlines(RouterBench.advert(50, 1000, "192.0.2.2")).wake();

    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.sendTimes()).containsExactly(20_000L);
  }

  /** It preempts by its down interval; taking the address back at once would disturb more. */
  @Test
  void lowerAdvertInTheQueueIsFollowedByAFreshTimerOnceTheAddressIsGone() {
    RouterBench bench = pausedActive(20_000);
    bench.feedWithoutDeadlines(new Event.AddressGone(RouterBench.VIRTUAL));
    bench.feedWithoutDeadlines(RouterBench.advert(50, 1000, "192.0.2.2")).wake();

    assertThat(bench.state()).isEqualTo(State.BACKUP);
    assertThat(bench.sendTimes()).isEmpty();
    for (int t = 20_500; t <= 23_500; t += 500) {
      bench.toMillis(t).hear(50);
    }
    bench.toMillis(23_609);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    bench.toMillis(23_610);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void nothingInTheQueueAndTheAddressThereGoesOnAtOnce() {
    RouterBench bench = pausedActive(60_000).wake();

    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.sendTimes()).containsExactly(60_000L);
    assertThat(bench.done(Action.Bind.class)).isEmpty();
  }

  /** The last advert was at 3609.375: three intervals later every Backup may have given up. */
  @ParameterizedTest
  @CsvSource({"6609, ACTIVE", "6610, BACKUP"})
  void nothingInTheQueueAndTheAddressGoneDependsOnThreeIntervals(long until, State expected) {
    RouterBench bench = pausedActive(until);
    bench.feedWithoutDeadlines(new Event.AddressGone(RouterBench.VIRTUAL)).wake();

    assertThat(bench.state()).isEqualTo(expected);
    assertThat(bench.done(Action.Bind.class)).hasSize(expected == State.ACTIVE ? 1 : 0);
  }

  @Test
  void leaverThatSleptPastItsSuccessorReleasesWithoutResuming() {
    RouterBench bench = new RouterBench().startActive().confirmBinds().toMillis(4300);
    bench.feed(new Event.HandOver()).sleepToMillis(20_000);
    bench.forget();
    bench.feedWithoutDeadlines(RouterBench.advert(50, 1000, "192.0.2.2")).wake();

    assertThat(bench.state()).isEqualTo(State.BACKUP);
    assertThat(bench.sendTimes()).isEmpty();
    bench.toMillis(20_030);
    assertThat(bench.done(Action.Release.class)).hasSize(1);
  }

  /** It said priority 0 at 4300: three intervals later all have had the time to take over. */
  @ParameterizedTest
  @CsvSource({"7300, ACTIVE", "7301, BACKUP"})
  void leaverThatSleptAndFoundNobodyDependsOnThreeIntervals(long until, State expected) {
    RouterBench bench = new RouterBench().startActive().confirmBinds().toMillis(4300);
    bench.feed(new Event.HandOver()).sleepToMillis(until);
    bench.forget();
    bench.feedWithoutDeadlines(new Event.AddressGone(RouterBench.VIRTUAL)).wake();

    assertThat(bench.state()).isEqualTo(expected);
    assertThat(bench.done(Action.Bind.class)).hasSize(expected == State.ACTIVE ? 1 : 0);
    assertThat(bench.router().leaving()).isFalse();
  }

  @Test
  void leaverThatSleptForLongAndFoundNobodyIsABackupWithAFreshTimer() {
    RouterBench bench = new RouterBench().startActive().confirmBinds().toMillis(4300);
    bench.feed(new Event.HandOver()).sleepToMillis(20_000);
    bench.forget();
    bench.feedWithoutDeadlines(new Event.AddressGone(RouterBench.VIRTUAL)).wake();

    // 3 s and the skew of its priority in reserve, 7.
    bench.toMillis(23_972);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    assertThat(bench.sendTimes()).isEmpty();
    bench.toMillis(23_973);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void leaverThatSleptAndStillHasTheAddressGoesOn() {
    RouterBench bench = new RouterBench().startActive().confirmBinds().toMillis(4300);
    bench.feed(new Event.HandOver()).sleepToMillis(20_000);
    bench.forget();
    bench.wake();

    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.sendTimes()).containsExactly(20_000L);
    assertThat(bench.done(Action.Bind.class)).isEmpty();
  }
}
