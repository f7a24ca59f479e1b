package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Preflight, and what an Active makes of somebody who claims its addresses: priority 100, 1 s. */
class OccupancyTest {

  private static final String MAC = "02:00:00:00:00:09";
  private static final Conflict CONFLICT = new Conflict(RouterBench.VIRTUAL, MAC);

  /** Skew included. */
  private static final double DOWN = 3609.4;

  private static final Event.AnnouncedElsewhere ANSWER =
      new Event.AnnouncedElsewhere(RouterBench.VIRTUAL, MAC);

  private static List<Long> probes(RouterBench bench) {
    return bench.done(Action.Probe.class).stream().map(RouterBench.Done::millis).toList();
  }

  /** Turns the clock, and answers each probe 1 ms after it came. */
  private static RouterBench answering(RouterBench bench, long untilMillis) {
    int answered = probes(bench).size();
    while (bench.millis() < untilMillis) {
      bench.toMillis(bench.millis() + 1);
      if (probes(bench).size() > answered) {
        answered = probes(bench).size();
        bench.toMillis(bench.millis() + 1).feed(ANSWER);
      }
    }
    return bench;
  }

  private static RouterBench answered() {
    RouterBench bench = new RouterBench().start();
    return bench.toMillis(1).feed(ANSWER);
  }

  @Test
  void anUnansweredProbeDelaysNothing() {
    RouterBench bench = new RouterBench().start().toMillis(10_000);
    assertThat(probes(bench)).containsExactly(0L, 1000L, 2000L, 3000L);
    assertThat(bench.sendTimes().getFirst()).isEqualTo(3609L);
  }

  @Test
  void anAnswerKeepsTheRouterBackupAndAfterTenSecondsIsAConflict() {
    RouterBench bench = answering(answered(), 9900);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    assertThat(bench.router().conflicts()).isEmpty();
    answering(bench, 30_000);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    assertThat(bench.router().conflicts()).containsExactly(CONFLICT);
    assertThat(bench.sendTimes()).as("adverts").isEmpty();
    assertThat(bench.done(Action.Bind.class)).isEmpty();
    // The one at 10 s was asked before its answer made it a conflict.
    assertThat(probes(bench))
        .startsWith(0L, 1000L, 2000L)
        .endsWith(11_000L, 16_000L, 21_000L, 26_000L);
  }

  @Test
  void twoUnansweredProbesEndIt() {
    RouterBench bench = answering(answered(), 4500).toMillis(6999);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    bench.toMillis(7000);
    assertThat(probes(bench)).endsWith(4000L, 5000L, 6000L, 7000L);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.done(Action.Bind.class)).hasSize(1);
  }

  @Test
  void aSingleUnansweredProbeDoesNotEndIt() {
    RouterBench bench = answering(answered(), 4500);
    bench.toMillis(6500).feed(ANSWER).toMillis(8900);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
  }

  @Test
  void theEndOfAConflictIsFoundOutTooAndTheRouterStandsInReserveForAWhile() {
    RouterBench bench = answering(answered(), 11_000);
    bench.toMillis(11_002).feed(ANSWER);
    assertThat(bench.router().conflicts()).hasSize(1);
    assertThat(bench.router().effectivePriority()).as("at once").isEqualTo(7);
    answering(bench, 16_500);
    assertThat(bench.router().faulty()).isTrue();
    assertThat(bench.router().effectivePriority()).isEqualTo(7);
    // Unanswered at 21 s and 26 s.
    bench.toMillis(27_001);
    assertThat(bench.router().conflicts()).isEmpty();
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.router().effectivePriority()).isEqualTo(7);
    bench.toMillis(33_000);
    assertThat(bench.router().faulty()).isFalse();
    assertThat(bench.router().effectivePriority()).isEqualTo(100);
  }

  /** Whoever answers may well be the Active, which advertises once a second or less often. */
  @ParameterizedTest
  @ValueSource(ints = {0, 50, 100, 150})
  void anyAdvertEndsIt(int priority) {
    RouterBench bench = answering(answered(), 12_000);
    assertThat(bench.router().conflicts()).hasSize(1);
    int asked = probes(bench).size();
    bench.hear(priority);
    assertThat(bench.router().conflicts()).isEmpty();
    bench.feed(ANSWER).toMillis(12_500).feed(ANSWER).toMillis(30_000);
    assertThat(probes(bench)).as("it asks no more").hasSize(asked);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void aRouterThatHasHeardAnAdvertIsNotHeldBackLater() {
    RouterBench bench = new RouterBench().startBackup();
    int asked = probes(bench).size();
    bench.toMillis(500).feed(ANSWER).toMillis(3500).feed(ANSWER).toMillis(3700);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(probes(bench)).hasSize(asked);
  }

  @Test
  void anAddressThatThisNodeKnowsIsTakenAndTheAnswerReported() {
    RouterBench bench = new RouterBench();
    bench.feed(new Event.Remembered(List.of(RouterBench.VIRTUAL))).start();
    answering(bench, 3605).toMillis(DOWN + 1);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.router().conflicts()).containsExactly(CONFLICT);
    assertThat(bench.router().faulty()).isFalse();
  }

  @Test
  void oneUnknownAddressAmongOthersIsEnough() {
    InetAddress other = InetAddress.ofLiteral("192.0.2.101");
    RouterBench bench =
        new RouterBench(
            new RouterConfiguration(51, 100, 1000, true, List.of(RouterBench.VIRTUAL, other)));
    bench.feed(new Event.Remembered(List.of(RouterBench.VIRTUAL))).start();
    bench.toMillis(1).feed(new Event.AnnouncedElsewhere(other, MAC));
    bench.toMillis(1001).feed(new Event.AnnouncedElsewhere(other, MAC));
    bench.toMillis(2001).feed(new Event.AnnouncedElsewhere(other, MAC)).toMillis(DOWN + 100);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    bench.feed(
        new Event.Configured(
            new RouterConfiguration(51, 100, 1000, true, List.of(RouterBench.VIRTUAL))));
    bench.toMillis(5001);
    assertThat(bench.state()).as("without that address").isEqualTo(State.ACTIVE);
  }

  @Test
  void theOwnerNeverAsks() {
    RouterBench bench = new RouterBench(RouterBench.configuration(255, 1000, true)).start();
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    bench.toMillis(5000);
    assertThat(probes(bench)).isEmpty();
  }

  @Test
  void aClaimWhileActiveIsReportedAndAskedAfterUntilNobodyAnswers() {
    RouterBench bench = new RouterBench().startActive().confirmBinds().toMillis(10_000);
    bench.forget();
    bench.feed(ANSWER);
    assertThat(bench.router().conflicts()).containsExactly(CONFLICT);
    assertThat(bench.router().faulty()).isFalse();
    answering(bench, 30_500);
    assertThat(probes(bench)).containsExactly(15_000L, 20_000L, 25_000L, 30_000L);
    assertThat(bench.router().conflicts()).containsExactly(CONFLICT);
    bench.toMillis(41_001);
    assertThat(probes(bench)).endsWith(35_000L, 40_000L);
    assertThat(bench.router().conflicts()).isEmpty();
    bench.toMillis(60_000);
    assertThat(probes(bench)).hasSize(6);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.done(Action.Release.class)).isEmpty();
  }

  @Test
  void whatIsSaidInTheMomentOfAHandOverIsNoConflict() {
    RouterBench bench = new RouterBench().startActive();
    bench.toMillis(DOWN + 900).feed(ANSWER);
    assertThat(bench.router().conflicts()).isEmpty();
  }

  @Test
  void whatAnotherActiveSaysIsNoConflict() {
    RouterBench bench = new RouterBench().startActive().toMillis(10_000);
    bench.hear(50).feed(ANSWER);
    assertThat(bench.router().conflicts()).isEmpty();
  }

  @Test
  void aConflictEndsWithTheRole() {
    RouterBench bench = new RouterBench().startActive().toMillis(10_000).feed(ANSWER);
    bench.hear(150);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    assertThat(bench.router().conflicts()).isEmpty();
    int asked = probes(bench).size();
    bench.toMillis(12_000);
    assertThat(probes(bench)).hasSize(asked);
  }

  @Test
  void anotherProcessKeepsWaitingForTheAddressToBeFree() {
    RouterBench before = answering(answered(), 12_500);
    RouterBench after = before.successor(List.of());
    assertThat(after.state()).isEqualTo(State.BACKUP);
    assertThat(after.router().conflicts()).containsExactly(CONFLICT);
    after.toMillis(after.millis() + 20_000);
    assertThat(after.state()).isEqualTo(State.ACTIVE);
    assertThat(after.sendTimes()).isNotEmpty();
  }

  @Test
  void anotherAddressOfSomebodyElseIsNobodysBusiness() {
    RouterBench bench = new RouterBench().start();
    bench.toMillis(3600).feed(new Event.AnnouncedElsewhere(RouterBench.OWN, MAC)).toMillis(3700);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }
}
