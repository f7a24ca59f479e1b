package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When addresses are bound, renewed, announced and released, and how a router leaves. */
class HoldingTest {

  @Test
  void becomingActiveAdvertisesThenBindsThenAnnounces() {
    RouterBench bench = new RouterBench().start();
    bench.forget();
    bench.toMillis(3610);
    assertThat(bench.order())
        .extracting(Object::getClass)
        .extracting(Class::getSimpleName)
        .containsSubsequence("Advertisement", "Bind", "Announce");
  }

  @Test
  void announcesAtOnceAndFourTimesMoreThenEachMinute() {
    RouterBench bench = new RouterBench().startActive();
    bench.toMillis(3610 + 66_000);
    assertThat(bench.done(Action.Announce.class))
        .extracting(RouterBench.Done::millis)
        .containsExactly(3609L, 3709L, 4609L, 5609L, 8609L, 68_609L);
  }

  @Test
  void pendingAnnouncementsEndWithTheRole() {
    RouterBench bench = new RouterBench().startActive();
    bench.hear(150);
    bench.forget();
    bench.toMillis(7500);
    assertThat(bench.done(Action.Announce.class)).isEmpty();
  }

  /** Interval in milliseconds, lifetime in seconds, renewals in the 10 s after the first. */
  @ParameterizedTest
  @CsvSource({
    "10, 1, 29",
    "100, 1, 33",
    "250, 1, 40",
    "330, 1, 30",
    "340, 1, 58",
    "1000, 1, 20",
    "2000, 3, 10",
    "10000, 22, 2"
  })
  void lifetimeAndRenewalsFollowTheInterval(int interval, int seconds, int renewals) {
    RouterBench bench =
        new RouterBench(RouterBench.configuration(255, interval, true)).start().confirmBinds();
    assertThat(bench.done(Action.Bind.class))
        .extracting(RouterBench.Done::what)
        .containsExactly(new Action.Bind(List.of(RouterBench.VIRTUAL), seconds));
    bench.toMillis(10_000);
    assertThat(bench.done(Action.Renew.class).size()).isBetween(renewals - 1, renewals + 1);
  }

  @Test
  void renewalIsVoidAHundredMillisecondsAfterItsTick() {
    RouterBench bench = new RouterBench(RouterBench.configuration(255, 250, true)).start();
    bench.toMillis(250);
    long tick = bench.router().deadline().orElseThrow() - 250_000_000;
    assertThat(bench.done(Action.Renew.class).getLast().what())
        .isEqualTo(new Action.Renew(List.of(RouterBench.VIRTUAL), 1, tick + 100_000_000));
  }

  @Test
  void leavingActiveSaysSoAndHoldsUntilItsSuccessorIsHeard() {
    RouterBench bench = new RouterBench().startActive();
    bench.toMillis(4300);
    bench.forget();
    bench.feed(new Event.Leave());
    assertThat(bench.sentSince(0)).containsExactly(0);
    assertThat(bench.router().leaving()).isTrue();
    bench.toMillis(4500).hear(50);
    assertThat(bench.done(Action.Release.class)).isEmpty();
    bench.toMillis(4530);
    assertThat(bench.done(Action.Release.class)).hasSize(1);
    assertThat(bench.router().finished()).isTrue();
    assertThat(bench.sentSince(0)).as("nothing after priority 0").containsExactly(0);
  }

  @ParameterizedTest
  @CsvSource({"100, 350", "1000, 1250", "10000, 1500"})
  void leavingActiveWithoutASuccessorGivesUpInTime(int interval, int millis) {
    RouterBench bench = new RouterBench(RouterBench.configuration(255, interval, true)).start();
    bench.feed(new Event.Leave()).toMillis(millis - 1);
    assertThat(bench.router().finished()).isFalse();
    bench.toMillis(millis);
    assertThat(bench.router().finished()).isTrue();
    assertThat(bench.done(Action.Release.class)).hasSize(1);
  }

  @Test
  void leavingBackupIsSilent() {
    RouterBench bench = new RouterBench().startBackup();
    bench.feed(new Event.Leave());
    assertThat(bench.sendTimes()).isEmpty();
    assertThat(bench.router().finished()).isTrue();
  }

  @Test
  void withdrawingReleasesWithoutAWord() {
    RouterBench bench = new RouterBench().startActive();
    bench.forget();
    bench.feed(new Event.Withdraw());
    assertThat(bench.sendTimes()).isEmpty();
    assertThat(bench.done(Action.Release.class)).hasSize(1);
    assertThat(bench.router().finished()).isTrue();
  }

  @Test
  void deadInterfaceReleasesAtOnceAndTheReturnIsAFreshStart() {
    RouterBench bench = new RouterBench().startActive();
    bench.feed(new Event.InterfaceDown());
    assertThat(bench.done(Action.Release.class)).hasSize(1);
    assertThat(bench.state()).isEqualTo(State.INITIALIZE);
    bench.toMillis(20_000).start();
    bench.toMillis(23_609);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    bench.toMillis(23_610);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void addressThatExpiredInAShortPauseIsBoundAgain() {
    RouterBench bench = new RouterBench().startActive().confirmBinds();
    bench.sleepToMillis(6200);
    bench.forget();
    bench.feedWithoutDeadlines(new Event.AddressGone(RouterBench.VIRTUAL)).wake();
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.done(Action.Bind.class)).hasSize(1);
    assertThat(bench.sentSince(0)).containsExactly(100);
  }

  @Test
  void addressThatExpiredInALongPauseIsLeftToOthers() {
    RouterBench bench = new RouterBench().startActive().confirmBinds();
    bench.sleepToMillis(20_000);
    bench.forget();
    bench.feedWithoutDeadlines(new Event.AddressGone(RouterBench.VIRTUAL)).wake();
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    assertThat(bench.sendTimes()).isEmpty();
    assertThat(bench.done(Action.Bind.class)).isEmpty();
  }

  @Test
  void wakingUpAmongOthersWhoTookOverSendsNothing() {
    RouterBench bench = new RouterBench().startActive().confirmBinds();
    bench.sleepToMillis(20_000);
    bench.forget();
    bench.feedWithoutDeadlines(RouterBench.advert(150, 1000, "192.0.2.2")).wake();
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    assertThat(bench.sendTimes()).isEmpty();
  }

  @Test
  void e14ActiveThatCannotSendKeepsTheAddressWhileItHearsNoOther() {
    RouterBench bench = new RouterBench().startActive();
    bench.mute(true);
    bench.forget();
    bench.toMillis(60_000);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.router().faulty()).isTrue();
    assertThat(bench.router().effectivePriority()).isEqualTo(7);
    assertThat(bench.done(Action.Release.class)).isEmpty();
    assertThat(bench.done(Action.Renew.class)).hasSizeBetween(110, 114);
  }

  @ParameterizedTest
  @CsvSource({"50", "150"})
  void e14ActiveThatCannotSendGivesWayToAnyOtherAndLingers(int priority) {
    RouterBench bench = new RouterBench().startActive();
    bench.mute(true);
    bench.toMillis(8000).hear(priority);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    assertThat(bench.done(Action.Release.class)).isEmpty();
    bench.toMillis(8030);
    assertThat(bench.done(Action.Release.class)).hasSize(1);
  }

  /** By a slower clock than theirs it may not have failed for long when they take over. */
  @Test
  void e14OneAdvertThatCannotBeSentIsEnoughToGiveWayToAnother() {
    RouterBench bench = new RouterBench().startActive();
    bench.mute(true);
    bench.toMillis(4700).hear(50);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    assertThat(bench.router().reason()).isEqualTo(TransitionReason.TRANSMIT_FAILED);
    assertThat(bench.router().faulty()).isTrue();
  }

  @Test
  void e14ActiveThatCanSendAgainIsInReserveForAWhile() {
    RouterBench bench = new RouterBench().startActive();
    bench.mute(true);
    bench.toMillis(8000);
    bench.mute(false);
    bench.forget();
    bench.toMillis(15_000);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.sentSince(0)).startsWith(7, 7, 7, 7, 7).endsWith(100, 100);
    assertThat(bench.router().faulty()).isFalse();
  }

  @Test
  void refusalToSendThatComesBackKeepsABackupInReserveTheLonger() {
    RouterBench bench = new RouterBench().startActive();
    bench.mute(true);
    bench.toMillis(8000).hear(50);
    bench.toMillis(12_999);
    assertThat(bench.router().effectivePriority()).isEqualTo(7);
    bench.toMillis(13_000);
    assertThat(bench.router().effectivePriority()).isEqualTo(100);
    bench.toMillis(18_000);
    assertThat(bench.router().effectivePriority()).as("it tried to take over").isEqualTo(7);
    for (int t = 18_000; t < 28_000; t += 1000) {
      bench.toMillis(t).hear(50);
    }
    bench.toMillis(27_999);
    assertThat(bench.router().effectivePriority()).isEqualTo(7);
    bench.toMillis(28_000);
    assertThat(bench.router().effectivePriority()).isEqualTo(100);
  }

  @Test
  void routerThatCannotSendDoesNotBecomeActive() {
    RouterBench bench = new RouterBench().start();
    bench.mute(true);
    bench.toMillis(10_000);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    assertThat(bench.done(Action.Bind.class)).isEmpty();
  }

  @Test
  void routerWhoseAddressIsRefusedGoesOnHearingWhoIsActive() {
    RouterBench bench = new RouterBench().startActive();
    bench.hear(50).feed(new Event.AddressRefused());
    assertThat(bench.state()).isEqualTo(State.INITIALIZE);
    assertThat(bench.router().activeSources()).as("heard before").hasSize(1);

    bench.toMillis(8000).hear(150, 1000, "192.0.2.3").hear(0);
    assertThat(bench.router().activeSources())
        .extracting(ActiveSource::source)
        .containsExactly(InetAddress.ofLiteral("192.0.2.3"));
    assertThat(bench.router().activeRouter()).isEqualTo(InetAddress.ofLiteral("192.0.2.3"));
    assertThat(bench.state()).as("and nothing comes of it").isEqualTo(State.INITIALIZE);
    bench.feed(new Event.InterfaceDown());
    assertThat(bench.router().activeSources()).as("nothing is heard any more").isEmpty();
  }

  @Test
  void addressThatSomebodyRemovedIsAnnouncedBesideTheTimesOfThePromotion() {
    RouterBench bench = new RouterBench().startActive().confirmBinds().toMillis(4300);
    bench.feed(new Event.AddressGone(RouterBench.VIRTUAL)).confirmBinds().toMillis(9000);
    assertThat(bench.done(Action.Announce.class))
        .extracting(RouterBench.Done::millis)
        .containsExactly(3609L, 3709L, 4300L, 4609L, 5609L, 8609L);
  }

  @Test
  void addressThatTheKernelRefusesEndsTheRoleWithPriorityZero() {
    RouterBench bench = new RouterBench().startActive();
    bench.forget();
    bench.feed(new Event.AddressRefused());
    assertThat(bench.state()).isEqualTo(State.INITIALIZE);
    assertThat(bench.sentSince(0)).containsExactly(0);
  }

  @Test
  void f31ChangedPriorityIsAdvertisedAtOnce() {
    RouterBench bench = new RouterBench().startActive();
    bench.toMillis(4300);
    bench.forget();
    bench.configure(RouterBench.configuration(50, 1000, true));
    assertThat(bench.sentSince(4300)).containsExactly(50);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    bench.hear(150);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
  }

  @Test
  void f32ChangedIntervalIsAdvertisedAndKept() {
    RouterBench bench = new RouterBench().startActive();
    bench.toMillis(4300);
    bench.forget();
    bench.configure(RouterBench.configuration(100, 2000, true)).toMillis(8400);
    assertThat(bench.sendTimes()).containsExactly(4300L, 6300L, 8300L);
  }

  @Test
  void f33ChangedAddressesMoveWithoutLeavingActive() {
    InetAddress other = InetAddress.ofLiteral("192.0.2.101");
    RouterBench bench = new RouterBench().startActive().confirmBinds();
    bench.forget();
    bench.configure(new RouterConfiguration(51, 100, 1000, true, List.of(other)));
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.order())
        .contains(
            new Action.Release(List.of(RouterBench.VIRTUAL)),
            new Action.Bind(List.of(other), 1),
            new Action.Announce(List.of(other)));
    bench.toMillis(5000);
    assertThat(bench.order())
        .filteredOn(Advertisement.class::isInstance)
        .extracting(sent -> ((Advertisement) sent).addresses())
        .containsOnly(List.of(other));
  }

  @Test
  void f34ChangedAddressesOfABackupChangeNothingYet() {
    RouterBench bench = new RouterBench().startBackup();
    bench.forget();
    bench.configure(
        new RouterConfiguration(
            51, 100, 1000, true, List.of(InetAddress.ofLiteral("192.0.2.101"))));
    assertThat(bench.order()).isEmpty();
  }

  @Test
  void longerIntervalRenewsBeforeTheShortLifetimeEnds() {
    List<InetAddress> ipv6 = List.of(InetAddress.ofLiteral("2001:db8::100"));
    RouterBench bench =
        new RouterBench(new RouterConfiguration(51, 255, 500, true, ipv6)).start().confirmBinds();
    bench.toMillis(1400);
    assertThat(bench.done(Action.Renew.class)).extracting(RouterBench.Done::millis).contains(1000L);
    bench.forget();
    bench.configure(new RouterConfiguration(51, 255, 10_000, true, ipv6)).toMillis(1000 + 3000);
    assertThat(bench.done(Action.Renew.class))
        .extracting(renewal -> ((Action.Renew) renewal.what()).lifetimeSeconds())
        .containsExactly(22);
  }

  /** Without that the next one comes after 20 s, and the address runs out before it. */
  @Test
  void longerIntervalRenewsAtOnceAlsoRightAfterARenewal() {
    InetAddress address = InetAddress.ofLiteral("fe80::100");
    RouterBench bench =
        new RouterBench(new RouterConfiguration(51, 100, 8000, true, List.of(address)))
            .startActive()
            .confirmBinds()
            .toMillis(33_375);
    assertThat(bench.done(Action.Renew.class))
        .as("half an interval after the first advert")
        .extracting(RouterBench.Done::millis)
        .containsExactly(32_875L);
    bench.forget();
    bench.configure(new RouterConfiguration(51, 100, 40_950, true, List.of(address)));

    assertThat(bench.sendTimes()).containsExactly(33_375L);
    assertThat(bench.done(Action.Renew.class))
        .extracting(done -> ((Action.Renew) done.what()).lifetimeSeconds())
        .containsExactly(94);
  }

  @Test
  void addressesAddedWhileLeavingAreBoundOnlyByWhoStays() {
    List<InetAddress> two = List.of(RouterBench.VIRTUAL, InetAddress.ofLiteral("192.0.2.101"));
    RouterBench bench = new RouterBench().startActive().confirmBinds();
    bench.feed(new Event.HandOver());
    bench.forget();
    bench.configure(new RouterConfiguration(51, 100, 1000, true, two)).toMillis(5249);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    assertThat(bench.done(Action.Bind.class)).isEmpty();
    assertThat(bench.done(Action.Announce.class)).isEmpty();
    bench.toMillis(5250);
    assertThat(bench.state()).as("nobody came").isEqualTo(State.ACTIVE);
    assertThat(bench.done(Action.Bind.class))
        .extracting(RouterBench.Done::what)
        .containsExactly(new Action.Bind(two, 1));
  }

  @Test
  void addressesAddedWhileTheWinnerTakesOverAreLeftToIt() {
    List<InetAddress> two = List.of(RouterBench.VIRTUAL, InetAddress.ofLiteral("192.0.2.101"));
    RouterBench bench = new RouterBench().startActive().confirmBinds().hear(150);
    bench.forget();
    bench.configure(new RouterConfiguration(51, 100, 1000, true, two));
    assertThat(bench.order()).isEmpty();
  }

  @Test
  void addressesCountAsBoundOnlyWhileTheKernelTellsOfThem() {
    RouterBench bench = new RouterBench().startActive().confirmBinds();
    assertThat(bench.router().addressesBound()).isTrue();
    bench.feed(new Event.InterfaceDown());
    assertThat(bench.router().addressesBound()).isFalse();
  }

  @Test
  void addressThatWasRemovedAndComesBackCountsAsBoundOnceItIs() {
    InetAddress other = InetAddress.ofLiteral("192.0.2.101");
    RouterBench bench = new RouterBench().startActive().confirmBinds();
    bench.configure(new RouterConfiguration(51, 100, 1000, true, List.of(other))).confirmBinds();
    bench.configure(RouterBench.configuration(100, 1000, true));
    assertThat(bench.router().addressesBound()).isFalse();
    bench.confirmBinds();
    assertThat(bench.router().addressesBound()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"200, 3218.75", "50, 3804.6875"})
  void changedPriorityMovesARunningDownTimer(int priority, double millis) {
    RouterBench bench = new RouterBench().startBackup().toMillis(1000);
    bench.configure(RouterBench.configuration(priority, 1000, true)).toMillis(millis - 0.01);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    bench.toMillis(millis + 0.01);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }
}
