package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One process goes on as the router of another: nobody could tell them apart afterwards. */
class MemoryTest {

  private static final List<InetAddress> BOUND = List.of(RouterBench.VIRTUAL);

  private static RouterBench active(int priority, int interval) {
    return new RouterBench(RouterBench.configuration(priority, interval, true))
        .startActive()
        .confirmBinds();
  }

  /** Both live through the same; what the successor does at once is left out. */
  private static void assertSameFuture(
      RouterBench before, RouterBench after, Consumer<RouterBench> future) {
    before.forget();
    after.forget();
    future.accept(before);
    future.accept(after);
    assertThat(after.order()).isEqualTo(before.order());
    assertThat(after.sendTimes()).isEqualTo(before.sendTimes());
    assertThat(after.state()).isEqualTo(before.state());
    RouterMemory expected = before.router().memory();
    RouterMemory actual = after.router().memory();
    assertThat(actual.role()).isEqualTo(expected.role());
    assertThat(actual.sending()).isEqualTo(expected.sending());
    assertThat(actual.hearing()).isEqualTo(expected.hearing());
    assertThat(actual.candidate()).isEqualTo(expected.candidate());
    assertThat(actual.counters()).isEqualTo(expected.counters());
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100, 250, 1000, 2000, 10_000})
  void activeKeepsThePaceOfItsAdverts(int interval) {
    RouterBench before = active(100, interval);
    before.toMillis(4.3 * interval + 40_000);
    RouterBench after = before.successor(BOUND);
    before.forget();
    after.forget();
    before.toMillis(60_000);
    after.toMillis(60_000);
    assertThat(after.sendTimes()).isEqualTo(before.sendTimes());
    assertThat(after.done(Action.Announce.class)).isEqualTo(before.done(Action.Announce.class));
  }

  @Test
  void activeRenewsAtOnceAndBindsAnnouncesAndReleasesNothing() {
    RouterBench before = active(100, 250);
    before.toMillis(2000);
    RouterBench after = before.successor(BOUND);
    assertThat(after.order())
        .containsExactly(new Action.Renew(BOUND, 1, after.nanos() + Intervals.nanos(100)));
    assertThat(after.router().addressesBound()).isTrue();
    after.toMillis(10_000);
    assertThat(after.done(Action.Bind.class)).isEmpty();
    assertThat(after.done(Action.Release.class)).isEmpty();
    assertThat(after.done(Action.Enter.class)).as("the same tenure").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {250, 1000, 10_000})
  void addressesAreRenewedInTimeAcrossAReplacementAtAnyPhase(int interval) {
    AddressLifetime lifetime = AddressLifetime.of(false, interval);
    for (int phase = 0; phase < 20; phase++) {
      RouterBench bench = active(100, interval);
      double begin = bench.millis();
      bench.toMillis(begin + interval * phase / 20.0);
      RouterBench after = bench.successor(BOUND).toMillis(begin + 5.0 * interval);
      List<Long> renewals =
          after.done(Action.Renew.class).stream().map(RouterBench.Done::millis).toList();
      for (int index = 1; index < renewals.size(); index++) {
        assertThat(renewals.get(index) - renewals.get(index - 1))
            .as("phase %d", phase)
            .isLessThan(lifetime.seconds() * 1000L);
      }
    }
  }

  @Test
  void advertThatBecameDueMeanwhileGoesAtOnceAndThePaceStays() {
    RouterBench before = active(100, 1000);
    before.toMillis(10_000);
    long due = Objects.requireNonNull(before.router().memory().sending().dueAt());
    RouterMemory memory = before.router().memory();
    RouterBench after = before.successor(BOUND);
    assertThat(after.router().memory().sending()).isEqualTo(memory.sending());
    after.sleepToMillis(Math.round(before.millis()) + (due - before.nanos()) / 1_000_000 + 15);
    after.wake();
    assertThat(after.router().memory().sending().dueAt()).isEqualTo(due + 1_000_000_000L);
    assertThat(after.sendTimes()).hasSize(1);
  }

  @Test
  void addressThatVanishedMeanwhileIsBoundAgain() {
    RouterBench after = active(100, 1000).successor(List.of());
    assertThat(after.state()).isEqualTo(State.ACTIVE);
    assertThat(after.done(Action.Bind.class)).hasSize(1);
    assertThat(after.done(Action.Renew.class)).as("would bring back what expired").isEmpty();
  }

  @Test
  void activeThatStoodStillForTooLongIsNone() {
    RouterBench before = active(100, 1000);
    before.sleepToMillis(Math.round(before.millis()) + 4_000);
    RouterBench after = before.successor(List.of());
    assertThat(after.state()).isEqualTo(State.BACKUP);
    assertThat(after.done(Action.Bind.class)).isEmpty();
  }

  /** Interval that was learned, and how far into the silence the process changes. */
  @ParameterizedTest
  @CsvSource({"1000, 10", "1000, 3000", "100, 10", "100, 300", "4000, 11000"})
  void backupWaitsForTheRestOfTheTimeByTheLearnedInterval(int learned, int silence) {
    RouterBench before = new RouterBench().startBackup().hear(150, learned, "192.0.2.2");
    before.toMillis(silence);
    RouterBench after = before.successor(List.of());
    assertThat(after.order()).isEmpty();
    assertThat(after.router().activeRouter()).isEqualTo(before.router().activeRouter());
    assertSameFuture(before, after, bench -> bench.toMillis(30_000));
  }

  @Test
  void backupWhoseActiveLeftStillTakesOverAfterTheSkew() {
    RouterBench before = new RouterBench().startBackup().toMillis(500).hear(0);
    assertSameFuture(before, before.successor(List.of()), bench -> bench.toMillis(5_000));
    assertThat(before.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void preemptDelayGoesOn() {
    RouterConfiguration delayed =
        new RouterConfiguration(51, 3, 200, 1000, true, 5, List.of(RouterBench.VIRTUAL));
    RouterBench before = new RouterBench(delayed).start().hear(150).toMillis(3000).hear(150);
    Consumer<RouterBench> future =
        bench -> {
          for (int second = 4; second <= 9; second++) {
            bench.toMillis(second * 1000.0).hear(150);
          }
          bench.toMillis(9500);
        };
    assertSameFuture(before, before.successor(List.of()), future);
    assertThat(before.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void standingFaultsAndCountersAreKept() {
    RouterBench before = active(200, 1000);
    before.feed(new Event.StandingChanged(new Standing(20, false)));
    before.mute(true);
    before.toMillis(before.millis() + 4000);
    before.mute(false);
    before.toMillis(before.millis() + 1000);
    assertThat(before.router().faulty()).isTrue();
    RouterBench after = before.successor(BOUND);
    assertThat(after.router().faulty()).isTrue();
    assertThat(after.router().effectivePriority()).isEqualTo(13);
    assertThat(after.router().counters().get(Counter.ADVERTISEMENTS_SENT)).isPositive();
    assertSameFuture(before, after, bench -> bench.toMillis(bench.millis() + 20_000));
    assertThat(after.router().effectivePriority()).isEqualTo(180);
  }

  @Test
  void routerThatWaitsToTryAgainStillDoes() {
    RouterBench before = active(100, 1000).feed(new Event.AddressRefused());
    assertThat(before.state()).isEqualTo(State.INITIALIZE);
    assertSameFuture(before, before.successor(List.of()), bench -> bench.toMillis(30_000));
  }

  @Test
  void higherAdvertThatArrivesAfterwardsIsFollowed() {
    RouterBench before = active(100, 1000);
    assertSameFuture(
        before, before.successor(BOUND), bench -> bench.hear(150).toMillis(bench.millis() + 1000));
    assertThat(before.state()).isEqualTo(State.BACKUP);
  }

  @Test
  void nothingIsHandedOverInTheMiddleOfADeparture() {
    RouterBench bench = active(100, 1000);
    assertThat(bench.router().settled()).isTrue();
    bench.feed(new Event.HandOver());
    assertThat(bench.router().settled()).as("waits for its successor").isFalse();
    bench.hear(150);
    assertThat(bench.router().settled()).as("lingers").isFalse();
    bench.toMillis(bench.millis() + 31);
    assertThat(bench.router().settled()).isTrue();
    bench.feed(new Event.Leave());
    assertThat(bench.router().settled()).as("has left").isFalse();
  }
}
