package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two families of one VirtualIP on one node, beside a rival node of priority 150. */
class FamiliesTest {

  private static final int STEP_MILLIS = 10;

  private final RouterBench ipv4 = new RouterBench();
  private final RouterBench ipv6 = new RouterBench();
  private final Families families = new Families(ipv4.router(), ipv6.router());
  private final List<Long> offers = new ArrayList<>();

  /** Families in which the rival is Active and heard. */
  private final List<RouterBench> rivals = new ArrayList<>();

  /** Whether the rival takes what is offered. */
  private boolean takes;

  private long clock;

  private FamiliesTest toMillis(long end) {
    for (; clock < end; clock += STEP_MILLIS) {
      for (RouterBench bench : List.of(ipv4, ipv6)) {
        bench.toMillis((double) clock);
        if (clock % 1000 == 0 && rivals.contains(bench)) {
          bench.hear(150);
        }
      }
      review();
    }
    return this;
  }

  /** What the protocol thread does at the end of each turn. */
  private void review() {
    for (RouterBench bench : List.of(ipv4, ipv6)) {
      bench.feed(
          new Event.StandingChanged(
              families.holdsBack(bench.router()) ? Standing.GOOD.inReserve() : Standing.GOOD));
    }
    families
        .review(ipv4.nanos())
        .ifPresent(
            router -> {
              RouterBench bench = router == ipv4.router() ? ipv4 : ipv6;
              offers.add(clock);
              bench.feed(new Event.HandOver());
              if (takes) {
                rivals.add(bench);
              }
            });
  }

  private FamiliesTest start() {
    ipv4.start();
    ipv6.start();
    return this;
  }

  @Test
  void nodeThatHoldsOneFamilyApartOffersItAfterTenSeconds() {
    rivals.add(ipv6);
    takes = true;
    start().toMillis(13_600);
    assertThat(ipv4.state()).isEqualTo(State.ACTIVE);
    assertThat(offers).isEmpty();
    toMillis(13_620);
    assertThat(offers).hasSize(1);
    assertThat(ipv4.sentSince(13_610)).containsExactly(0);
    toMillis(14_100);
    assertThat(ipv4.state()).isEqualTo(State.BACKUP);
    toMillis(200_000);
    assertThat(offers).as("together now").hasSize(1);
    assertThat(ipv6.sentSince(0)).isEmpty();
  }

  @Test
  void offerThatNobodyTakesIsMadeOncePerMinuteAndKeepsTheAddress() {
    rivals.add(ipv6);
    start().toMillis(200_000);
    assertThat(offers).hasSize(4);
    for (int i = 1; i < offers.size(); i++) {
      assertThat(offers.get(i) - offers.get(i - 1)).isBetween(60_000L, 60_100L);
    }
    assertThat(ipv4.done(Action.Release.class)).isEmpty();
    assertThat(ipv4.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void nodeThatHoldsBothOffersNothing() {
    start().toMillis(100_000);
    assertThat(offers).isEmpty();
    assertThat(ipv4.sentSince(0)).containsOnly(100);
    assertThat(ipv6.sentSince(0)).containsOnly(100);
  }

  @Test
  void lostElectionOfOneFamilyLowersNothing() {
    rivals.add(ipv6);
    start().toMillis(13_000);
    assertThat(ipv4.router().effectivePriority()).isEqualTo(100);
    assertThat(ipv6.router().effectivePriority()).isEqualTo(100);
  }

  @Test
  void apartForLessThanTenSecondsStartsAnew() {
    rivals.add(ipv6);
    start().toMillis(8_000);
    rivals.clear();
    toMillis(20_000);
    assertThat(ipv6.state()).isEqualTo(State.ACTIVE);
    rivals.add(ipv6);
    toMillis(29_000);
    assertThat(offers).isEmpty();
    toMillis(31_000);
    assertThat(offers).hasSize(1);
  }

  @Test
  void rivalOfLowerPriorityIsOfferedNothing() {
    start().toMillis(5000);
    ipv6.configure(RouterBench.configuration(200, 1000, false));
    ipv6.hear(254).toMillis(5500);
    clock = 5500;
    for (; clock < 40_000; ) {
      toMillis(clock + 500);
      ipv6.hear(150);
    }
    assertThat(ipv6.state()).isEqualTo(State.BACKUP);
    assertThat(offers).isEmpty();
  }

  @Test
  void lostSourceOfOneFamilyMovesBothAndEndsFiveSecondsAfterItsReturn() {
    start().toMillis(10_000);
    ipv6.feed(new Event.SourceLost());
    rivals.add(ipv6);
    toMillis(10_010);
    assertThat(ipv6.state()).isEqualTo(State.INITIALIZE);
    assertThat(ipv4.sentSince(10_000)).containsExactly(0);
    rivals.add(ipv4);
    toMillis(30_000);
    assertThat(ipv4.state()).isEqualTo(State.BACKUP);
    assertThat(ipv4.router().effectivePriority()).isEqualTo(7);

    ipv6.start();
    toMillis(34_990);
    assertThat(ipv4.router().effectivePriority()).isEqualTo(7);
    assertThat(ipv6.router().effectivePriority()).isEqualTo(7);
    toMillis(35_020);
    assertThat(ipv4.router().effectivePriority()).isEqualTo(100);
    assertThat(ipv6.router().effectivePriority()).isEqualTo(100);
  }

  @Test
  void onlyNodeKeepsTheGoodFamilyWhenTheOtherIsAtFault() {
    start().toMillis(10_000);
    ipv6.feed(new Event.SourceLost());
    toMillis(60_000);
    assertThat(ipv4.state()).isEqualTo(State.ACTIVE);
    assertThat(ipv4.done(Action.Release.class)).isEmpty();
    assertThat(ipv4.sentSince(12_000)).containsOnly(7);
  }

  @Test
  void refusedAddressOfOneFamilyMovesBoth() {
    start().toMillis(10_000);
    ipv6.feed(new Event.AddressRefused());
    toMillis(10_020);
    assertThat(ipv6.state()).isEqualTo(State.INITIALIZE);
    assertThat(ipv4.router().leaving()).isTrue();
    assertThat(ipv4.sentSince(10_000)).containsExactly(0);
  }

  @Test
  void advertsThatCannotBeSentInOneFamilyMoveBoth() {
    start().toMillis(10_000);
    ipv6.mute(true);
    toMillis(14_000);
    assertThat(ipv4.sentSince(12_000)).contains(0);
    assertThat(ipv6.state()).as("kept while nobody else is heard").isEqualTo(State.ACTIVE);
  }

  /** The rival hears nothing of this node in one family only: there it holds on for ever. */
  @Test
  void blockedMulticastOfOneFamilyDoesNotMakeTheOtherOscillate() {
    rivals.add(ipv6);
    start().toMillis(600_000);
    assertThat(offers).hasSizeBetween(9, 11);
    assertThat(ipv4.done(Action.Enter.class).size()).isLessThan(2 + 2 * 11 + 1);
    assertThat(ipv6.done(Action.Enter.class)).hasSize(1);
  }
}
