package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong on real links and hosts, and what several things at once come to. */
class RobustnessTest {

  private static final InetAddress PEER = InetAddress.ofLiteral("192.0.2.2");

  @Test
  void addressesThatExpireTogetherAreOneMishap() {
    List<InetAddress> twenty =
        IntStream.range(100, 120)
            .mapToObj(host -> InetAddress.ofLiteral("192.0.2." + host))
            .toList();
    RouterBench bench =
        new RouterBench(new RouterConfiguration(51, 100, 1000, true, twenty))
            .startActive()
            .confirmBinds();
    bench.forget();
    twenty.forEach(address -> bench.feedWithoutDeadlines(new Event.AddressGone(address)));
    bench.wake();

    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.done(Action.Bind.class))
        .extracting(RouterBench.Done::what)
        .containsExactly(new Action.Bind(twenty, 1));
    assertThat(bench.router().counters().get(Counter.ADDRESSES_LOST)).isEqualTo(20);
  }

  @Test
  void whoeverKeepsRemovingTheAddressGetsTheRouterToLeave() {
    RouterBench bench = new RouterBench().startActive().confirmBinds();
    bench.forget();
    for (int removal = 1; removal <= 5; removal++) {
      bench.feed(new Event.AddressGone(RouterBench.VIRTUAL)).confirmBinds();
      assertThat(bench.done(Action.Bind.class)).hasSize(removal);
    }
    bench.feed(new Event.AddressGone(RouterBench.VIRTUAL));

    assertThat(bench.state()).isEqualTo(State.INITIALIZE);
    assertThat(bench.sentSince(0)).containsExactly(0);
  }

  @Test
  void addressRemovedOnceInAWhileIsEndured() {
    RouterBench bench = new RouterBench().startActive().confirmBinds();
    for (int minute = 1; minute <= 20; minute++) {
      bench.toMillis(minute * 20_000.0);
      bench.feed(new Event.AddressGone(RouterBench.VIRTUAL)).confirmBinds();
    }

    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void refusedAddressIsTriedLessAndLessOften() {
    RouterBench bench = new RouterBench().startActive();
    for (int delay : new int[] {5_000, 10_000, 20_000}) {
      double refusedAt = bench.millis();
      bench.feed(new Event.AddressRefused());
      bench.toMillis(refusedAt + delay + 3972);
      assertThat(bench.state()).isNotEqualTo(State.ACTIVE);
      bench.toMillis(refusedAt + delay + 3973);
      assertThat(bench.router().effectivePriority()).as("in reserve for a while").isEqualTo(7);
      assertThat(bench.state()).isEqualTo(State.ACTIVE);
    }
    bench.confirmBinds();
    double refusedAt = bench.millis();
    bench.feed(new Event.AddressRefused()).toMillis(refusedAt + 5_000 + 3973);
    assertThat(bench.state()).as("a success starts the count anew").isEqualTo(State.ACTIVE);
  }

  @Test
  void loserThatIsCalledBackWithinTheLingerNeverReleases() {
    RouterBench bench = new RouterBench(RouterBench.configuration(254, 1000, true)).startActive();
    double begin = bench.millis();
    bench.hear(255).hear(0).toMillis(begin + 500);

    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.done(Action.Release.class)).isEmpty();
  }

  @Test
  void loserThatIsToldToLeaveStillLingers() {
    RouterBench bench = new RouterBench().startActive();
    bench.forget();
    double begin = bench.millis();
    bench.hear(150).feed(new Event.Leave());
    assertThat(bench.router().finished()).isFalse();
    bench.toMillis(begin + 30);

    assertThat(bench.router().finished()).isTrue();
    assertThat(bench.done(Action.Release.class)).hasSize(1);
    assertThat(bench.sentSince(0)).isEmpty();
  }

  @Test
  void leaveAndHigherAdvertInOneTurnSendNothing() {
    RouterBench bench = new RouterBench().startActive();
    bench.forget();
    double begin = bench.millis();
    bench.feedWithoutDeadlines(new Event.Leave());
    bench.feedWithoutDeadlines(RouterBench.advert(150, 1000, "192.0.2.2"));
    bench.wake().toMillis(begin + 30);

    assertThat(bench.sentSince(0)).isEmpty();
    assertThat(bench.router().finished()).isTrue();
  }

  @Test
  void anotherLeaverIsNoSuccessor() {
    RouterBench bench = new RouterBench().startActive();
    double begin = bench.millis();
    bench.feed(new Event.Leave()).hear(0).toMillis(begin + 1249);
    assertThat(bench.router().finished()).isFalse();
    bench.toMillis(begin + 1250);
    assertThat(bench.router().finished()).isTrue();
  }

  @Test
  void addressesDoNotExpireWhileTheSuccessorIsAwaited() {
    RouterBench bench = new RouterBench().startActive();
    double begin = bench.millis();
    bench.forget();
    bench.feed(new Event.Leave()).toMillis(begin + 1249);

    assertThat(bench.done(Action.Renew.class))
        .extracting(done -> done.millis() - Math.round(begin))
        .containsExactly(0L, 500L, 1000L);
  }

  @Test
  void interfaceThatGoesDownEndsLeavingAtOnce() {
    RouterBench bench = new RouterBench().startActive();
    bench.feed(new Event.Leave()).feed(new Event.InterfaceDown());

    assertThat(bench.done(Action.Release.class)).hasSize(1);
    assertThat(bench.router().finished()).isTrue();
    assertThat(bench.router().deadline()).isEmpty();
  }

  @Test
  void pausedActiveWhoseAddressesAreStillThereAdvertisesOnceAndGoesOn() {
    RouterBench bench = new RouterBench().startActive().confirmBinds();
    bench.forget();
    bench.sleepToMillis(20_000).wake().toMillis(21_000);

    assertThat(bench.sendTimes()).containsExactly(20_000L, 21_000L);
  }

  @Test
  void pausedActiveThatExpiredAndWasReplacedIsQuietAndRestsUntilItsTimer() {
    RouterBench bench = new RouterBench().startActive().confirmBinds();
    bench.sleepToMillis(20_000);
    bench.forget();
    bench.feedWithoutDeadlines(new Event.AddressGone(RouterBench.VIRTUAL));
    bench.feedWithoutDeadlines(RouterBench.advert(150, 1000, "192.0.2.2")).wake();

    assertThat(bench.state()).isEqualTo(State.BACKUP);
    assertThat(bench.sendTimes()).isEmpty();
    assertThat(bench.done(Action.Bind.class)).isEmpty();
  }

  @Test
  void pausedBackupHearsWhatArrivedBeforeItsTimerCounts() {
    RouterBench bench = new RouterBench().startBackup();
    bench.sleepToMillis(60_000);
    bench.feedWithoutDeadlines(RouterBench.advert(150, 1000, "192.0.2.2")).wake();

    assertThat(bench.state()).isEqualTo(State.BACKUP);
    assertThat(bench.sendTimes()).isEmpty();
  }

  @Test
  void advertsDoNotDriftWhenEachIsServedLate() {
    RouterBench bench = new RouterBench(RouterBench.configuration(255, 1000, true)).start();
    bench.forget();
    for (int advert = 1; advert <= 100; advert++) {
      bench.sleepToMillis(advert * 1000L + 1 + advert % 7).wake();
    }

    assertThat(bench.sendTimes()).hasSize(100);
    assertThat((double) bench.sendTimes().getLast()).isCloseTo(100_000, within(7.0));
  }

  @Test
  void losingAdvertsAreAnsweredByAnAnnouncementAtMostOnceASecond() {
    RouterBench bench = new RouterBench().startActive();
    bench.toMillis(30_000);
    bench.forget();
    for (int advert = 0; advert < 20; advert++) {
      bench.hear(50).toMillis(30_100 + advert * 100);
    }

    assertThat(bench.done(Action.Announce.class))
        .extracting(RouterBench.Done::millis)
        .containsExactly(30_000L, 31_000L, 32_000L);
  }

  @ParameterizedTest(name = "not preempting, {0}: follows {1} = {2}")
  @CsvSource({"100, 17, true", "100, 16, false", "10, 16, true"})
  void activeInTheReserveBandIsPreemptedEvenWithoutPreempt(
      int priority, int heard, boolean follows) {
    RouterBench bench = new RouterBench(RouterBench.configuration(priority, 1000, false)).start();
    for (int t = 0; t <= 8000; t += 1000) {
      bench.toMillis(t).hear(heard);
    }

    assertThat(bench.state()).isEqualTo(follows ? State.BACKUP : State.ACTIVE);
  }

  @Test
  void twoOwnersAreToldApartByAddressAndReported() {
    RouterBench lower = new RouterBench(RouterBench.configuration(255, 1000, true)).start();
    lower.hear(255, 1000, "192.0.2.2");
    RouterBench higher = new RouterBench(RouterBench.configuration(255, 1000, true)).start();
    higher.hear(255, 1000, "10.0.0.1");

    assertThat(lower.state()).isEqualTo(State.BACKUP);
    assertThat(higher.state()).isEqualTo(State.ACTIVE);
    assertThat(higher.order())
        .contains(
            new Action.Notice(Action.Notice.Kind.TWO_OWNERS, InetAddress.ofLiteral("10.0.0.1")));
  }

  @Test
  void ipv6AddressesAreComparedUnsigned() {
    InetAddress virtual = InetAddress.ofLiteral("2001:db8::100");
    RouterBench bench =
        new RouterBench(new RouterConfiguration(51, 255, 1000, true, List.of(virtual)));
    bench.feed(new Event.Startup(InetAddress.ofLiteral("fe80::7fff")));
    bench.feed(
        new Event.Received(
            new Advertisement(3, 51, 255, 1000, List.of(virtual)),
            InetAddress.ofLiteral("fe80::8000")));

    assertThat(bench.state()).isEqualTo(State.BACKUP);
    assertThat(bench.router().counters().get(Counter.ADDRESS_LIST_ERRORS))
        .as("neither of them has a link-local address to list first")
        .isZero();
  }

  @Test
  void changedSourceAddressDecidesTheNextTie() {
    RouterBench bench = new RouterBench().startActive();
    InetAddress to = InetAddress.ofLiteral("192.0.2.200");
    bench.feed(new Event.SourceChanged(to)).hear(100);

    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.router().activeRouter()).isEqualTo(to);
  }

  @Test
  void otherAddressesAreAcceptedCountedAndReportedWhateverTheirOrder() {
    InetAddress second = InetAddress.ofLiteral("192.0.2.101");
    RouterBench bench =
        new RouterBench(
                new RouterConfiguration(51, 100, 1000, true, List.of(RouterBench.VIRTUAL, second)))
            .start();
    bench.feed(received(List.of(second, RouterBench.VIRTUAL)));
    assertThat(bench.router().counters().get(Counter.ADDRESS_LIST_ERRORS)).isZero();
    bench.feed(received(List.of(second)));

    assertThat(bench.router().counters().get(Counter.ADDRESS_LIST_ERRORS)).isEqualTo(1);
    assertThat(bench.done(Action.Notice.class))
        .extracting(RouterBench.Done::what)
        .containsExactly(new Action.Notice(Action.Notice.Kind.ADDRESSES_DIFFER, PEER));
    assertThat(bench.router().activeRouter()).isEqualTo(PEER);
  }

  @Test
  void activeSourceLeavesWhenALaterOneIsHeardOrAtItsPriorityZero() {
    InetAddress other = InetAddress.ofLiteral("10.0.0.1");
    RouterBench bench = new RouterBench().startBackup().toMillis(500);
    bench.hear(200, 1000, "10.0.0.1").toMillis(1999);
    assertThat(sources(bench)).containsExactly(PEER, other);
    assertThat(bench.router().activeRouter()).isEqualTo(other);
    bench.toMillis(2000);
    assertThat(sources(bench)).as("silent for two intervals").containsExactly(other);
    bench.hear(0, 1000, "10.0.0.1");
    assertThat(sources(bench)).isEmpty();
    assertThat(bench.router().activeRouter()).isNull();
  }

  @Test
  void forgedSourcesAreRememberedWithinBounds() {
    RouterBench bench = new RouterBench().startBackup();
    for (int host = 1; host <= 250; host++) {
      bench.hear(150, 1000, "10.0.0." + host);
    }

    assertThat(sources(bench)).hasSize(64);
  }

  @Test
  void configurationOfAnotherVirtualRouterIsRefused() {
    RouterBench bench = new RouterBench().startBackup();
    Event other =
        new Event.Configured(
            new RouterConfiguration(52, 100, 1000, true, List.of(RouterBench.VIRTUAL)));

    assertThatThrownBy(() -> bench.feed(other)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Event received(List<InetAddress> addresses) {
    return new Event.Received(new Advertisement(3, 51, 150, 1000, addresses), PEER);
  }

  private static List<InetAddress> sources(RouterBench bench) {
    return bench.router().activeSources().stream().map(ActiveSource::source).toList();
  }
}
