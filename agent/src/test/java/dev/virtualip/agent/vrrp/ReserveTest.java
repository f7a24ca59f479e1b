package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Drain, failing checks and hand-over: the reserve band, make before break and resume. */
class ReserveTest {

  private static final Standing RESERVE = new Standing(0, true);

  @ParameterizedTest(name = "{0} - {1}, in reserve {2}: {3}")
  @CsvSource({
    "255, 0, false, 255",
    "255, 0, true, 16",
    "254, 0, true, 16",
    "200, 0, true, 13",
    "100, 0, true, 7",
    "15, 0, true, 1",
    "1, 0, true, 1",
    "200, 100, false, 100",
    "100, 100, false, 1",
    "100, 300, false, 1",
    "200, 190, true, 10",
    "200, 100, true, 13"
  })
  void standingLowersThePriority(int priority, int penalty, boolean reserve, int effective) {
    assertThat(new Standing(penalty, reserve).effectivePriority(priority)).isEqualTo(effective);
  }

  @Test
  void standingsAddUp() {
    assertThat(new Standing(10, false).with(new Standing(5, true)))
        .isEqualTo(new Standing(15, false).inReserve());
    assertThatThrownBy(() -> new Standing(-1, false)).hasMessageStartingWith("penalty -1");
  }

  @Test
  void drainedActiveAsksForASuccessorAndHoldsUntilItIsHeard() {
    RouterBench bench = new RouterBench().startActive().toMillis(4300);
    bench.forget();
    bench.feed(new Event.StandingChanged(RESERVE));
    assertThat(bench.sentSince(0)).containsExactly(0);
    assertThat(bench.router().leaving()).isTrue();
    assertThat(bench.router().effectivePriority()).isZero();

    bench.toMillis(4500).hear(50).toMillis(4529);
    assertThat(bench.done(Action.Release.class)).isEmpty();
    assertThat(bench.router().leaving()).isFalse();
    bench.toMillis(4530);
    assertThat(bench.done(Action.Release.class)).hasSize(1);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    assertThat(bench.router().effectivePriority()).isEqualTo(7);
    assertThat(bench.sentSince(0)).containsExactly(0);
  }

  @Test
  void drainedActiveWithoutASuccessorGoesOnInReserveAndNeverDropsTheAddress() {
    RouterBench bench = new RouterBench().startActive().confirmBinds().toMillis(4300);
    bench.forget();
    bench.feed(new Event.StandingChanged(RESERVE)).toMillis(5549);
    assertThat(bench.sentSince(0)).containsExactly(0);
    bench.toMillis(8000);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.sentSince(0)).containsExactly(0, 7, 7, 7);
    assertThat(bench.sendTimes()).containsExactly(4300L, 5550L, 6550L, 7550L);
    assertThat(bench.done(Action.Release.class)).isEmpty();
    assertThat(bench.done(Action.Bind.class)).as("it still has it").isEmpty();
    assertThat(bench.done(Action.Renew.class)).hasSizeGreaterThan(5);
  }

  @Test
  void otherLeaverIsNoSuccessor() {
    RouterBench bench = new RouterBench().startActive().toMillis(4300);
    bench.feed(new Event.StandingChanged(RESERVE)).toMillis(4400).hear(0).toMillis(5600);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.done(Action.Release.class)).isEmpty();
  }

  @Test
  void successorIsAlsoKnownByItsAnnouncement() {
    RouterBench bench = new RouterBench().startActive().toMillis(4300);
    bench.feed(new Event.StandingChanged(RESERVE)).toMillis(4400);
    bench
        .feed(new Event.AnnouncedElsewhere(RouterBench.VIRTUAL, "02:00:00:00:00:09"))
        .toMillis(4429);
    assertThat(bench.done(Action.Release.class)).isEmpty();
    bench.toMillis(4430);
    assertThat(bench.done(Action.Release.class)).hasSize(1);
    bench.toMillis(8300);
    assertThat(bench.state()).as("a fresh down timer").isEqualTo(State.BACKUP);
    bench.toMillis(8400);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void announcementOfAnotherAddressMeansNothing() {
    RouterBench bench = new RouterBench().startActive().toMillis(4300);
    bench.feed(new Event.StandingChanged(RESERVE));
    bench.feed(new Event.AnnouncedElsewhere(RouterBench.OWN, "02:00:00:00:00:09")).toMillis(5500);
    assertThat(bench.done(Action.Release.class)).isEmpty();
  }

  @Test
  void activeThatHearsItsAddressAnnouncedElsewhereAnnouncesAgainAtMostOnceASecond() {
    RouterBench bench = new RouterBench().startActive().toMillis(30_000);
    bench.forget();
    for (int t = 30_000; t < 31_500; t += 100) {
      bench
          .toMillis(t)
          .feed(new Event.AnnouncedElsewhere(RouterBench.VIRTUAL, "02:00:00:00:00:09"));
    }
    assertThat(bench.done(Action.Announce.class))
        .extracting(RouterBench.Done::millis)
        .containsExactly(30_000L, 31_000L);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void leaverFinishesByTheSuccessorsAnnouncement() {
    RouterBench bench = new RouterBench().startActive().toMillis(4300);
    bench.feed(new Event.Leave()).toMillis(4400);
    bench
        .feed(new Event.AnnouncedElsewhere(RouterBench.VIRTUAL, "02:00:00:00:00:09"))
        .toMillis(4430);
    assertThat(bench.router().finished()).isTrue();
  }

  @Test
  void backupInReserveElectsNormally() {
    RouterBench bench = new RouterBench().startBackup();
    bench.feed(new Event.StandingChanged(RESERVE)).toMillis(3972);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    assertThat(bench.sendTimes()).isEmpty();
    bench.toMillis(3973);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.sentSince(0)).containsExactly(7);
  }

  @Test
  void drainThatIsTakenBackIsAdvertisedAtOnce() {
    RouterBench bench = new RouterBench().startActive().toMillis(4300);
    bench.feed(new Event.StandingChanged(RESERVE)).toMillis(7000);
    bench.forget();
    bench.feed(new Event.StandingChanged(Standing.GOOD));
    assertThat(bench.sentSince(0)).containsExactly(100);
    assertThat(bench.router().effectivePriority()).isEqualTo(100);
  }

  @Test
  void drainThatIsTakenBackBeforeAnybodyHeardOfItSendsNoPriorityZero() {
    RouterBench bench = new RouterBench().startActive().toMillis(4300);
    bench.forget();
    bench.feedWithoutDeadlines(new Event.StandingChanged(RESERVE));
    bench.feedWithoutDeadlines(new Event.StandingChanged(Standing.GOOD));
    bench.wake();
    assertThat(bench.sentSince(0)).doesNotContain(0);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void penaltyIsAdvertisedAtOnceAndIsNoHandOver() {
    RouterBench bench = new RouterBench().startActive().toMillis(4300);
    bench.forget();
    bench.feed(new Event.StandingChanged(new Standing(60, false)));
    assertThat(bench.sentSince(0)).containsExactly(40);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    bench.hear(50);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
  }

  @Test
  void penaltyDownToTheReserveBandIsAHandOver() {
    RouterBench bench = new RouterBench().startActive().toMillis(4300);
    bench.forget();
    bench.feed(new Event.StandingChanged(new Standing(90, false))).toMillis(5550);
    assertThat(bench.sentSince(0)).containsExactly(0, 10);
  }

  @Test
  void routerConfiguredThatLowIsNotInReserve() {
    RouterBench bench = new RouterBench(RouterBench.configuration(10, 1000, true)).startActive();
    bench.toMillis(4300);
    bench.forget();
    bench.feed(new Event.StandingChanged(new Standing(0, false)));
    assertThat(bench.sentSince(0)).isEmpty();
  }

  @Test
  void drainedRouterThatIsConfiguredThatLowHandsOver() {
    RouterBench bench = new RouterBench(RouterBench.configuration(10, 1000, true)).startActive();
    bench.toMillis(4300);
    bench.forget();
    bench.feed(new Event.StandingChanged(RESERVE));
    assertThat(bench.sentSince(0)).containsExactly(0);
  }

  /** The socket is drained between the two, so that nothing is said of what is over. */
  @Test
  void priorityThatIsBackBeforeItIsSaidMovesNothing() {
    RouterBench bench = new RouterBench().startActive().toMillis(4300);
    bench.forget();
    bench.feedWithoutDeadlines(new Event.Configured(RouterBench.configuration(10, 1000, true)));
    bench.feed(new Event.Configured(RouterBench.configuration(100, 1000, true)));
    assertThat(bench.sentSince(0)).doesNotContain(0);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void handOverHappensOnceAndASuccessorOfLowerPriorityIsFollowed() {
    RouterBench bench = new RouterBench().startActive().toMillis(4300);
    bench.forget();
    bench.feed(new Event.HandOver()).feed(new Event.HandOver()).toMillis(4700).hear(50);
    assertThat(bench.sentSince(0)).containsExactly(0);
    assertThat(bench.router().effectivePriority()).as("it is done").isEqualTo(100);
    bench.toMillis(8309);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    bench.toMillis(8310);
    assertThat(bench.state()).as("preempts by its down interval").isEqualTo(State.ACTIVE);
  }

  @Test
  void handOverWithoutASuccessorResumesInReserveUntilOneIsHeard() {
    RouterBench bench = new RouterBench().startActive().toMillis(4300);
    bench.forget();
    bench.feed(new Event.HandOver()).toMillis(7000);
    assertThat(bench.sentSince(0)).containsExactly(0, 7, 7);
    assertThat(Objects.requireNonNull(bench.router().lastPromotion()).reason())
        .isEqualTo(TransitionReason.NO_SUCCESSOR);
    bench.hear(50);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    assertThat(bench.router().effectivePriority()).isEqualTo(100);
  }

  @Test
  void handOverInReserveAsksOnceMore() {
    RouterBench bench = new RouterBench().startActive().toMillis(4300);
    bench.feed(new Event.StandingChanged(RESERVE)).toMillis(7000);
    bench.forget();
    bench.feed(new Event.HandOver()).toMillis(8300);
    assertThat(bench.sentSince(0)).containsExactly(0, 7);
  }

  @Test
  void handOverOfABackupDoesNothing() {
    RouterBench bench = new RouterBench().startBackup();
    bench.feed(new Event.HandOver()).toMillis(3610);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.sentSince(0)).containsExactly(100);
  }

  @Test
  void leaveDuringAHandOverSaysNothingMoreAndEndsInTime() {
    RouterBench bench = new RouterBench().startActive().toMillis(4300);
    bench.forget();
    bench.feed(new Event.HandOver()).toMillis(4800).feed(new Event.Leave()).toMillis(5549);
    assertThat(bench.router().leaving()).isTrue();
    assertThat(bench.router().finished()).isFalse();
    bench.toMillis(5550);
    assertThat(bench.router().finished()).isTrue();
    assertThat(bench.sentSince(0)).containsExactly(0);
    assertThat(bench.done(Action.Release.class)).hasSize(1);
  }

  @Test
  void interfaceThatGoesDownEndsAHandOver() {
    RouterBench bench = new RouterBench().startActive().toMillis(4300);
    bench.feed(new Event.HandOver()).feed(new Event.InterfaceDown());
    assertThat(bench.state()).isEqualTo(State.INITIALIZE);
    assertThat(bench.done(Action.Release.class)).hasSize(1);
    bench.start();
    assertThat(bench.router().effectivePriority()).isEqualTo(100);
  }

  @Test
  void handOverThatCannotBeSaidIsTriedAgainWithTheNextAdvert() {
    RouterBench bench = new RouterBench().startActive().toMillis(4300);
    bench.forget();
    bench.mute(true);
    bench.feed(new Event.HandOver());
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    bench.mute(false);
    bench.toMillis(4700);
    assertThat(bench.sentSince(0)).containsExactly(0);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
  }

  @Test
  void successorThatIsAlreadyQueuedIsHeardAndNothingIsSent() {
    RouterBench bench = new RouterBench().startActive().toMillis(4300);
    bench.forget();
    bench.feedWithoutDeadlines(new Event.StandingChanged(RESERVE));
    bench.feedWithoutDeadlines(RouterBench.advert(50, 1000, "192.0.2.2"));
    bench.wake();
    assertThat(bench.sendTimes()).isEmpty();
    assertThat(bench.state()).isEqualTo(State.BACKUP);
  }

  @Test
  void drainedOwnerIsAnOrdinaryBackupAndComesBack() {
    RouterBench bench = new RouterBench(RouterBench.configuration(255, 1000, true)).start();
    bench.feed(new Event.StandingChanged(RESERVE)).toMillis(300).hear(100);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    assertThat(bench.router().effectivePriority()).isEqualTo(16);
    bench.feed(new Event.StandingChanged(Standing.GOOD));
    for (int t = 500; t <= 3500; t += 500) {
      bench.toMillis(t).hear(100);
    }
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }
}
