package dev.virtualip.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.loop.LoopSnapshot;
import dev.virtualip.agent.loop.VirtualRouterSnapshot.ActiveSource;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.api.v1alpha1.AgentStatus;
import dev.virtualip.api.v1alpha1.RouterTransition;
import dev.virtualip.api.v1alpha1.VirtualIPNodeStatus;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterState;
import dev.virtualip.api.v1alpha1.VirtualRouterStatus;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NodeStatusTest {

  private static final AgentStatus AGENT =
      new AgentStatus("1.2.3", Instant.parse("2026-11-01T09:00:00Z"));
  private static final VirtualRouterSpec INGRESS = Snapshots.spec("ingress", 51);
  private static final VirtualRouterSpec DNS = Snapshots.spec("dns", 51);

  @Test
  void tellsInterfacesWithTheirSubnetsAndTheAddressesThatAdvertsComeFrom() {
    assertThat(of(view(), Snapshots.of()).interfaces())
        .singleElement()
        .satisfies(
            eth0 -> {
              assertThat(eth0.name()).isEqualTo("eth0");
              assertThat(eth0.subnets()).containsExactly("192.0.2.1/24", "2001:db8::1/64");
              assertThat(eth0.primaryIPv4()).isEqualTo("192.0.2.1");
              assertThat(eth0.linkLocalIPv6()).isEqualTo("fe80::ff:fe00:1");
            });
  }

  @Test
  void tellsTheActiveAsItsOwnSourceInMilliseconds() {
    VirtualRouterStatus router =
        of(view(), Snapshots.of(Snapshots.active(INGRESS))).virtualRouters().getFirst();

    assertThat(router.state()).isEqualTo(VirtualRouterState.ACTIVE);
    assertThat(router.virtualIP()).isEqualTo(INGRESS.virtualIP());
    assertThat(router.since()).isEqualTo("2026-11-01T10:00:00.123Z");
    assertThat(router.activeSources())
        .singleElement()
        .satisfies(source -> assertThat(source.address()).isEqualTo("192.0.2.1"));
    assertThat(router.message()).isNull();
  }

  @Test
  void tellsHowItLastBecameActive() {
    VirtualRouterStatus active =
        of(view(), Snapshots.of(Snapshots.active(INGRESS))).virtualRouters().getFirst();
    RouterTransition transition = Objects.requireNonNull(active.lastTransition());
    assertThat(transition.time()).isEqualTo("2026-11-01T10:00:00.123Z");
    assertThat(transition.reason()).isEqualTo("ActiveDown");
    assertThat(transition.detectionMilliseconds()).isEqualTo(812);
    assertThat(transition.bindMicroseconds()).isEqualTo(240);

    VirtualRouterStatus backup =
        of(view(), Snapshots.of(Snapshots.router(INGRESS, State.BACKUP, null, List.of(), null)))
            .virtualRouters()
            .getFirst();
    assertThat(backup.lastTransition()).isNull();
  }

  @Test
  void aRefusedChangeIsTheMessageOfWhatGoesOn() {
    VirtualIPNodeStatus status =
        of(
            view(new ConfigurationView.Refused("a", "ingress", "", INGRESS, "not so")),
            Snapshots.of(Snapshots.active(INGRESS)));

    assertThat(status.virtualRouters())
        .singleElement()
        .satisfies(router -> assertThat(router.message()).isEqualTo("not so"));
  }

  @Test
  void aRefusedRouterThatNeverRanIsInInitialize() {
    VirtualIPNodeStatus status =
        of(
            view(new ConfigurationView.Refused("a", "dns", "", DNS, "51 is taken")),
            Snapshots.of(Snapshots.active(INGRESS)));

    assertThat(status.virtualRouters()).hasSize(2);
    VirtualRouterStatus refused = status.virtualRouters().getLast();
    assertThat(refused.virtualIP()).isEqualTo(DNS.virtualIP());
    assertThat(refused.state()).isEqualTo(VirtualRouterState.INITIALIZE);
    assertThat(refused.message()).isEqualTo("51 is taken");
  }

  @Test
  void staysWithinTheBoundsOfTheSchema() {
    List<ActiveSource> sources =
        IntStream.rangeClosed(1, 20)
            .mapToObj(i -> new ActiveSource(InetAddress.ofLiteral("192.0.2." + i), Snapshots.SINCE))
            .toList();
    LoopSnapshot snapshot =
        Snapshots.of(Snapshots.router(INGRESS, State.BACKUP, null, sources, "x".repeat(5000)));

    VirtualRouterStatus router = of(view(), snapshot).virtualRouters().getFirst();

    assertThat(router.activeSources()).hasSize(16);
    assertThat(router.message()).hasSize(1024);
  }

  private static ConfigurationView view(ConfigurationView.Refused... refused) {
    return new ConfigurationView("u1", 4, List.of(refused));
  }

  private static VirtualIPNodeStatus of(ConfigurationView view, LoopSnapshot snapshot) {
    return NodeStatus.of(AGENT, snapshot, view, List.of());
  }
}
