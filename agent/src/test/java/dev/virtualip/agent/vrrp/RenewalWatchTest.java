package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Renewals that nobody carried out: Active since 3.609 s, interval 1 s, renewed at half as well.
 */
class RenewalWatchTest {

  private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.101");

  private static RouterBench active() {
    RouterBench bench = new RouterBench().startActive().confirmBinds().toMillis(5500);
    bench.forget();
    return bench;
  }

  private static List<Long> renewals(RouterBench bench) {
    return bench.done(Action.Renew.class).stream().map(RouterBench.Done::millis).toList();
  }

  @Test
  void whatTheKernelTellsOfIsNotOrderedAgain() {
    RouterBench bench = active().toMillis(7400);
    assertThat(renewals(bench)).containsExactly(5609L, 6109L, 6609L, 7109L);
  }

  @Test
  void whatIsNotCarriedOutIsOrderedAgainWhenItIsVoidAndThePaceStays() {
    RouterBench bench = active().stall(true).toMillis(5900).stall(false).toMillis(7400);
    assertThat(renewals(bench)).containsExactly(5609L, 5709L, 5809L, 5909L, 6109L, 6609L, 7109L);
    assertThat(bench.done(Action.Renew.class).get(1).what())
        .as("with a validity of its own")
        .isEqualTo(
            new Action.Renew(
                List.of(RouterBench.VIRTUAL),
                1,
                ((Action.Renew) bench.done(Action.Renew.class).get(0).what()).deadlineNanos()
                    + Intervals.nanos(100)));
  }

  @Test
  void onlyTheAddressesThatWereLeftOut() {
    RouterBench bench =
        new RouterBench(
                new RouterConfiguration(51, 100, 1000, true, List.of(RouterBench.VIRTUAL, OTHER)))
            .startActive()
            .confirmBinds()
            .toMillis(5500);
    bench.forget();
    bench.stall(true).toMillis(5650).feed(new Event.AddressAppeared(RouterBench.VIRTUAL));
    bench.toMillis(5750);
    assertThat(bench.done(Action.Renew.class))
        .extracting(done -> ((Action.Renew) done.what()).addresses())
        .containsExactly(List.of(RouterBench.VIRTUAL, OTHER), List.of(OTHER));
  }

  @Test
  void whatIsGoneIsBoundAnewAndNotRenewed() {
    RouterBench bench = active().stall(true).toMillis(5650);
    bench.feed(new Event.AddressGone(RouterBench.VIRTUAL)).toMillis(5800);
    assertThat(renewals(bench)).containsExactly(5609L);
    assertThat(bench.done(Action.Bind.class)).hasSize(1);
  }

  @Test
  void whoLosesInTheMeantimeOrdersNothingAnew() {
    RouterBench bench = active().stall(true).toMillis(5690).hear(150).toMillis(8000);
    assertThat(renewals(bench)).containsExactly(5609L);
  }

  /** Another node may have taken over: it is heard before anything is renewed. */
  @Test
  void whoSleptMeanwhileHearsFirst() {
    RouterBench bench = active().stall(true).toMillis(5650).sleepToMillis(20_000);
    bench.hear(150).wake().toMillis(21_000);
    assertThat(renewals(bench)).containsExactly(5609L);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
  }

  @Test
  void whoAwaitsItsSuccessorGoesOnRenewing() {
    RouterBench bench = active().feed(new Event.HandOver()).stall(true);
    bench.forget();
    double begin = bench.millis();
    bench.toMillis(begin + 450);
    assertThat(renewals(bench)).isEmpty();
    bench.toMillis(begin + 650);
    assertThat(renewals(bench)).hasSize(2);
  }

  /** Its address may be static: nobody renews it then, and the kernel tells of nothing. */
  @Test
  void anOwnerExpectsNoAnswer() {
    RouterBench bench = new RouterBench(RouterBench.configuration(255, 1000, true)).start();
    bench.confirmBinds().stall(true).toMillis(1900);
    assertThat(renewals(bench)).containsExactly(500L, 1000L, 1500L);
  }
}
