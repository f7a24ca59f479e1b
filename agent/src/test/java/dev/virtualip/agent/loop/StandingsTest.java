package dev.virtualip.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.vrrp.Action;
import dev.virtualip.agent.vrrp.ActionSink;
import dev.virtualip.agent.vrrp.Advertisement;
import dev.virtualip.agent.vrrp.Event;
import dev.virtualip.agent.vrrp.Standing;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.agent.vrrp.VirtualRouter;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who is told to stand back, and when. */
class StandingsTest {

  /** A virtual router without a network. */
  private static final class Router implements Candidate, ActionSink {
    private final VirtualRouterSpec spec;
    private final VirtualRouter machine;
    private final List<Integer> sent = new ArrayList<>();
    private int handOvers;
    private Standing standing = Standing.GOOD;

    Router(String name, Family family) {
      boolean ipv4 = family == Family.IPV4;
      spec =
          VirtualRouterSpec.of(
              new VirtualIPReference(name, "uid", 1),
              family,
              "eth0",
              51,
              200,
              1000,
              true,
              List.of(ipv4 ? "192.0.2.100" : "2001:db8::100"));
      machine = new VirtualRouter(Translation.configuration(spec), this, 0);
      machine.onEvent(new Event.Startup(InetAddress.ofLiteral(ipv4 ? "192.0.2.1" : "fe80::1")), 0);
    }

    @Override
    public VirtualRouterSpec spec() {
      return spec;
    }

    @Override
    public VirtualRouter machine() {
      return machine;
    }

    @Override
    public void stand(Standing to, List<FailingCheck> failing, long now) {
      if (!standing.equals(to)) {
        standing = to;
        machine.onEvent(new Event.StandingChanged(to), now);
      }
    }

    @Override
    public void handOver(long now) {
      handOvers++;
      machine.onEvent(new Event.HandOver(), now);
    }

    void hear(int priority, long now) {
      machine.onEvent(
          new Event.Received(
              new Advertisement(3, 51, priority, 1000, Translation.configuration(spec).addresses()),
              InetAddress.ofLiteral(spec.family() == Family.IPV4 ? "192.0.2.2" : "fe80::2")),
          now);
    }

    @Override
    public boolean transmit(Advertisement advertisement) {
      sent.add(advertisement.priority());
      return true;
    }

    @Override
    public void perform(Action action) {}
  }

  private final Standings standings = new Standings();
  private final List<Router> running = new ArrayList<>();
  private long now;

  private Router run(String name, Family family) {
    Router router = new Router(name, family);
    running.add(router);
    standings.configure(running);
    return router;
  }

  private void toMillis(long millis) {
    long step = TimeUnit.MILLISECONDS.toNanos(10);
    for (; now < TimeUnit.MILLISECONDS.toNanos(millis); now += step) {
      running.forEach(router -> router.machine.onDeadline(now));
      standings.apply(running, now);
    }
  }

  @Test
  void drainHoldsBackEveryRouterOfTheNode() {
    Router one = run("one", Family.IPV4);
    Router two = run("two", Family.IPV4);
    standings.drain(true);
    toMillis(20);
    assertThat(one.machine.effectivePriority()).isEqualTo(13);
    assertThat(two.machine.effectivePriority()).isEqualTo(13);

    Router later = run("later", Family.IPV4);
    toMillis(40);
    assertThat(later.machine.effectivePriority()).isEqualTo(13);

    standings.drain(false);
    toMillis(60);
    assertThat(running).extracting(router -> router.machine.effectivePriority()).containsOnly(200);
  }

  @Test
  void checksConcernBothFamiliesOfTheirVirtualIPOnly() {
    Router ipv4 = run("ingress", Family.IPV4);
    Router ipv6 = run("ingress", Family.IPV6);
    Router other = run("dns", Family.IPV4);
    standings.checks("ingress", new Standing(100, false), List.of(), now);
    toMillis(20);
    assertThat(ipv4.machine.effectivePriority()).isEqualTo(100);
    assertThat(ipv6.machine.effectivePriority()).isEqualTo(100);
    assertThat(other.machine.effectivePriority()).isEqualTo(200);

    standings.checks("ingress", new Standing(0, true), List.of(), now);
    toMillis(40);
    assertThat(ipv4.machine.effectivePriority()).isEqualTo(13);
    standings.checks("ingress", Standing.GOOD, List.of(), now);
    assertThat(standings.nanosUntilDue(running, now)).isEqualTo(TimeUnit.SECONDS.toNanos(5));
    toMillis(5040);
    assertThat(ipv4.machine.effectivePriority()).as("for five seconds more").isNotEqualTo(200);
    toMillis(5060);
    assertThat(ipv4.machine.effectivePriority()).isEqualTo(200);
    assertThat(ipv6.machine.effectivePriority()).isEqualTo(200);
  }

  @Test
  void penaltyEndsWithItsCheck() {
    Router router = run("ingress", Family.IPV4);
    standings.checks("ingress", new Standing(100, false), List.of(), now);
    toMillis(20);
    standings.checks("ingress", Standing.GOOD, List.of(), now);
    toMillis(40);
    assertThat(router.machine.effectivePriority()).isEqualTo(200);
  }

  @Test
  void penaltyCountsOnTopOfADrain() {
    Router router = run("ingress", Family.IPV4);
    standings.drain(true);
    standings.checks("ingress", new Standing(195, false), List.of(), now);
    toMillis(20);
    assertThat(router.machine.effectivePriority()).isEqualTo(5);
  }

  @Test
  void checksOfAVirtualIPThatIsGoneAreForgotten() {
    Router router = run("ingress", Family.IPV4);
    standings.checks("ingress", new Standing(0, true), List.of(), now);
    standings.configure(List.of());
    standings.configure(running);
    toMillis(20);
    assertThat(router.machine.effectivePriority()).isEqualTo(200);
  }

  @Test
  void faultOfOneFamilyHoldsBackTheOther() {
    Router ipv6 = run("ingress", Family.IPV6);
    Router ipv4 = run("ingress", Family.IPV4);
    Router other = run("dns", Family.IPV4);
    toMillis(5000);
    assertThat(ipv4.machine.state()).isEqualTo(State.ACTIVE);
    ipv6.machine.onEvent(new Event.SourceLost(), now);
    toMillis(5100);
    assertThat(ipv4.machine.leaving()).isTrue();
    assertThat(ipv4.sent.getLast()).isZero();
    assertThat(other.machine.effectivePriority()).isEqualTo(200);
  }

  @Test
  void familyThatStaysApartIsHandedOverAndWokenForIt() {
    Router ipv4 = run("ingress", Family.IPV4);
    Router ipv6 = run("ingress", Family.IPV6);
    for (int t = 0; t < 20_000; t += 1000) {
      ipv6.hear(250, now);
      toMillis(t + 1000);
      if (t == 8000) {
        assertThat(standings.nanosUntilDue(running, now))
            .isBetween(TimeUnit.SECONDS.toNanos(4), TimeUnit.SECONDS.toNanos(5));
      }
    }
    assertThat(ipv4.handOvers).isEqualTo(1);
    assertThat(ipv6.handOvers).isZero();
    assertThat(ipv4.sent).contains(0);
  }

  @Test
  void pairGoesOnThroughAConfigurationThatLeavesItAlone() {
    Router ipv4 = run("ingress", Family.IPV4);
    Router ipv6 = run("ingress", Family.IPV6);
    for (int t = 0; t < 20_000; t += 1000) {
      ipv6.hear(250, now);
      standings.configure(running);
      toMillis(t + 1000);
    }
    assertThat(ipv4.handOvers).isEqualTo(1);
  }

  @Test
  void withoutPairsThereIsNothingToWaitFor() {
    run("ingress", Family.IPV4);
    assertThat(standings.nanosUntilDue(running, now)).isEqualTo(Long.MAX_VALUE);
  }
}
