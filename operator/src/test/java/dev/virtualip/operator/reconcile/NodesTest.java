package dev.virtualip.operator.reconcile;

import static dev.virtualip.operator.testing.VirtualIPs.virtualIP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.InterfacePeers;
import dev.virtualip.api.v1alpha1.NodeCounts;
import dev.virtualip.api.v1alpha1.PeerMode;
import dev.virtualip.operator.testing.VirtualIPs;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to a VirtualIP when something happens to nodes. */
class NodesTest {

  private static final String WEB =
      RunningCluster.nameRanking("node-a", "node-b", "node-c", "node-d");

  private final RunningCluster cluster = new RunningCluster("node-a", "node-b", "node-c");

  @BeforeEach
  void oneVirtualIPIsHeldByTheFirstNode() {
    cluster.put(web());
    cluster.settle();
    assertThat(cluster.holder(WEB)).isEqualTo("node-a");
    cluster.writes();
  }

  @Test
  void aCordonedNodeIsToldToDrainAndAnUncordonedOneIsNot() {
    cluster.node("node-a").cordon(true);
    cluster.settle();
    assertThat(cluster.spec("node-a").drain()).isTrue();
    assertThat(cluster.writes()).containsOnlyOnce("VirtualIPNode/node-a");
    cluster.node("node-a").cordon(false);
    cluster.settle();
    assertThat(cluster.spec("node-a").drain()).isFalse();
  }

  @Test
  void cordoningAllNodesTakesNoRouterAway() {
    List.of("node-a", "node-b", "node-c").forEach(node -> cluster.node(node).cordon(true));
    cluster.settle();
    assertThat(List.of("node-a", "node-b", "node-c"))
        .allSatisfy(
            node -> {
              assertThat(cluster.spec(node).drain()).isTrue();
              assertThat(cluster.spec(node).virtualRouters()).hasSize(1);
            });
    assertThat(cluster.condition(WEB, "Ready")).startsWith("True/");
  }

  @Test
  void aNodeThatIsOutOfServiceDrains() {
    cluster.node("node-a").taint("node.kubernetes.io/out-of-service");
    cluster.settle();
    assertThat(cluster.spec("node-a").drain()).isTrue();
  }

  @Test
  void aControlPlaneTaintChangesNothing() {
    cluster.node("node-a").taint("node-role.kubernetes.io/control-plane");
    cluster.settle();
    assertThat(cluster.writes()).isEmpty();
  }

  @Test
  void anExcludedHolderHandsOverLosesItsRouterAndIsReported() {
    cluster.node("node-a").label("node.kubernetes.io/exclude-from-external-load-balancers", "");
    cluster.reconcile();
    assertThat(cluster.spec("node-a").virtualRouters())
        .singleElement()
        .returns(true, router -> router.handOver());
    cluster.settle();
    assertThat(cluster.spec("node-a").virtualRouters()).isEmpty();
    cluster.assertNeverUnheld(WEB);
    assertThat(cluster.holder(WEB)).isEqualTo("node-b");
    assertThat(cluster.message(WEB, "Accepted"))
        .contains("exclude-from-external-load-balancers: node-a");
  }

  @Test
  void aSelectorThatNoLongerMatchesTheHolderMovesTheAddresses() {
    cluster.node("node-b").label("edge", "yes");
    cluster.put(
        web()
            .generation(2)
            .selector(new LabelSelectorBuilder().addToMatchLabels("edge", "yes").build()));
    cluster.settle();
    assertThat(cluster.holder(WEB)).isEqualTo("node-b");
    assertThat(cluster.spec("node-a").virtualRouters()).isEmpty();
    assertThat(cluster.spec("node-c").virtualRouters()).isEmpty();
    cluster.assertNeverUnheld(WEB);
  }

  @Test
  void aPreferredNodeGets254AndGivesItBack() {
    cluster.put(web().preferring("node-c"));
    cluster.settle();
    assertThat(cluster.spec("node-c").virtualRouters().getFirst().priority()).isEqualTo(254);
    assertThat(cluster.holder(WEB)).isEqualTo("node-c");
    assertThat(cluster.condition(WEB, "PreferredNode")).isEqualTo("True/Preferred");
    cluster.put(web());
    cluster.settle();
    assertThat(cluster.spec("node-c").virtualRouters().getFirst().priority()).isEqualTo(180);
    assertThat(cluster.holder(WEB)).isEqualTo("node-a");
    assertThat(cluster.condition(WEB, "PreferredNode")).isNull();
  }

  @Test
  void withoutPreemptionTheHolderHandsOverToThePreferredNodeAndItKeepsThem() {
    cluster.put(web().preempt(false).generation(2));
    cluster.settle();
    cluster.put(web().preempt(false).generation(2).preferring("node-b"));
    cluster.settle();
    assertThat(cluster.holder(WEB)).isEqualTo("node-b");
    assertThat(cluster.spec("node-a").virtualRouters().getFirst().handOver()).isFalse();
    cluster.put(web().preempt(false).generation(2));
    cluster.settle();
    assertThat(cluster.holder(WEB)).isEqualTo("node-b");
    cluster.assertNeverUnheld(WEB);
  }

  @Test
  void aWishThatCantBeHonouredIsReported() {
    cluster.put(web().preferring("node-x"));
    cluster.settle();
    assertThat(cluster.condition(WEB, "PreferredNode")).isEqualTo("False/UnknownNode");
    assertThat(cluster.message(WEB, "PreferredNode")).contains("node-x", "annotation");
    cluster.node("node-b").label("node.kubernetes.io/exclude-from-external-load-balancers", "");
    cluster.put(web().preferring("node-b"));
    cluster.settle();
    assertThat(cluster.condition(WEB, "PreferredNode")).isEqualTo("False/NotEligible");
    cluster.node("node-c").cordon(true);
    cluster.put(web().preferring("node-c"));
    cluster.settle();
    assertThat(cluster.condition(WEB, "PreferredNode")).isEqualTo("False/Draining");
    assertThat(cluster.condition(WEB, "Ready")).startsWith("True/");
  }

  @Test
  void aChangedVirtualRouterIDRollsWithoutTwoHoldersAndWithoutAMove() {
    cluster.put(web().generation(2).virtualRouterID(77));
    cluster.settle();
    assertThat(cluster.spec("node-b").virtualRouters().getFirst().virtualRouterID()).isEqualTo(77);
    assertThat(cluster.holder(WEB)).isEqualTo("node-a");
    cluster.assertNeverUnheld(WEB);
    cluster.assertNeverHeldTwice(WEB);
    assertThat(cluster.condition(WEB, "Programmed")).isEqualTo("True/Programmed");
  }

  @Test
  void oneDeadAgentDoesNotMakeAChangeGoAheadOfASlowOne() {
    cluster.lan().kill("node-c");
    cluster.put(web().generation(2).addresses("192.0.2.241"));
    cluster.settle();
    cluster.advance(Duration.ofMinutes(2));
    assertThat(cluster.condition(WEB, "Reconciling")).as("for node-c").startsWith("False/");
    int number = cluster.spec("node-a").virtualRouters().getFirst().virtualRouterID();
    cluster.lan().foreign(number, "192.0.2.99", "192.0.2.100", cluster.now());
    cluster.settle();
    cluster.lan().online("node-b", false);
    cluster.advance(Duration.ofSeconds(30));
    cluster.lan().online("node-b", true);
    cluster.advance(Duration.ofSeconds(30));
    assertThat(cluster.spec("node-b").virtualRouters().getFirst().virtualRouterID())
        .isNotEqualTo(number)
        .isEqualTo(cluster.status(WEB).virtualRouterID());
    cluster.assertNeverUnheld(WEB);
    cluster.assertNeverHeldTwice(WEB);
  }

  @Test
  void peersAreRenderedOnceForEachInterfaceAndOnlyForUnicast() {
    assertThat(cluster.spec("node-a").peers()).isEmpty();
    cluster.put(web().generation(2).peers(PeerMode.BOTH));
    cluster.settle();
    assertThat(cluster.spec("node-a").peers())
        .containsExactly(new InterfacePeers("eth0", List.of("192.0.2.12", "192.0.2.13")));
    assertThat(cluster.spec("node-b").peers())
        .containsExactly(new InterfacePeers("eth0", List.of("192.0.2.11", "192.0.2.13")));
  }

  @Test
  void aNodeThatJoinsByUnicastStartsWhenTheOthersHearIt() {
    cluster.put(web().generation(2).peers(PeerMode.UNICAST));
    cluster.settle();
    cluster.add("node-d");
    cluster.settle();
    assertThat(cluster.spec("node-d").virtualRouters()).hasSize(1);
    assertThat(cluster.spec("node-a").peers().getFirst().addresses()).contains("192.0.2.14");
    cluster.assertNeverHeldTwice(WEB);
  }

  @Test
  void aNodeThatLeavesTheClusterIsForgotten() {
    cluster.remove("node-a");
    cluster.settle();
    assertThat(cluster.holder(WEB)).isEqualTo("node-b");
    assertThat(cluster.status(WEB).nodes()).isEqualTo(NodeCounts.of(2, 2, 2));
  }

  private static VirtualIPs web() {
    return virtualIP(WEB, "192.0.2.240");
  }
}
