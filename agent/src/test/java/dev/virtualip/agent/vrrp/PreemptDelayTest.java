package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Backup that waits before it takes over from an Active of lower priority. */
class PreemptDelayTest {

  private static RouterConfiguration delay(int priority, int seconds) {
    return new RouterConfiguration(
        51, 3, priority, 1000, true, seconds, List.of(RouterBench.VIRTUAL));
  }

  private static RouterBench hearEverySecond(RouterBench bench, int priority, int from, int until) {
    for (int t = from; t <= until; t += 1000) {
      bench.toMillis(t).hear(priority);
    }
    return bench;
  }

  @Test
  void lowerActiveIsFollowedForTheDelayAndThenOutwaited() {
    RouterBench bench = new RouterBench(delay(100, 3)).start();
    hearEverySecond(bench, 50, 500, 5500);
    bench.toMillis(6109);
    assertThat(bench.state()).as("2500 is the last one followed").isEqualTo(State.BACKUP);
    bench.toMillis(6110);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void higherActiveDoesNotStartTheDelay() {
    RouterBench bench = new RouterBench(delay(100, 3)).start();
    hearEverySecond(bench, 150, 0, 10_000);
    hearEverySecond(bench, 50, 10_500, 12_500);
    bench.toMillis(16_109);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    bench.toMillis(16_110);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void priorityZeroEndsIt() {
    RouterBench bench = new RouterBench(delay(100, 30)).start().hear(50).hear(0).toMillis(610);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void nobodyIsSparedAfterPriorityZero() {
    RouterBench bench = new RouterBench(delay(100, 30)).start().hear(50).hear(0);
    bench.toMillis(300).hear(60).toMillis(610);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void silenceEndsIt() {
    RouterBench bench = new RouterBench(delay(100, 30)).start().hear(50).toMillis(3610);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @ParameterizedTest
  @CsvSource({"16, ACTIVE", "17, BACKUP"})
  void activeInReserveEndsIt(int heard, State expected) {
    RouterBench bench = new RouterBench(delay(100, 30)).start();
    hearEverySecond(bench, 50, 0, 2000);
    hearEverySecond(bench, heard, 2500, 5500);
    bench.toMillis(5700);
    assertThat(bench.state()).isEqualTo(expected);
  }

  @Test
  void ownerWaitsForNobody() {
    RouterBench bench = new RouterBench(delay(255, 30)).start();
    bench.hear(255).toMillis(100).hear(50).toMillis(3010);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void itRunsAnewEachTimeAsBackup() {
    RouterBench bench = new RouterBench(delay(100, 3)).start().hear(50).hear(0).toMillis(610);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    bench.toMillis(1000).hear(150);
    hearEverySecond(bench, 50, 1500, 4500);
    bench.toMillis(7109);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    bench.toMillis(7110);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void intervalOfASparedActiveIsLearned() {
    RouterBench bench = new RouterBench(delay(100, 30)).start().hear(50, 3000, "192.0.2.2");
    assertThat(bench.router().activeIntervalNanos()).isEqualTo(3_000_000_000L);
    bench.toMillis(10_828);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    bench.toMillis(10_829);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void changedDelayCountsFromTheSameMoment() {
    RouterBench bench = new RouterBench(delay(100, 30)).start();
    hearEverySecond(bench, 50, 0, 2000);
    bench.configure(delay(100, 1));
    hearEverySecond(bench, 50, 2500, 5500);
    bench.toMillis(5610);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }
}
