package dev.virtualip.operator.reconcile;

import static dev.virtualip.operator.testing.VirtualIPs.virtualIP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.NodeOverride;
import dev.virtualip.operator.testing.VirtualIPs;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Routers outside the cluster, and numbers that they use. */
class ForeignRoutersTest {

  private static final String WEB = RunningCluster.nameRanking("node-a", "node-b", "node-c");
  private static final String STRANGER = "192.0.2.99";

  private final RunningCluster cluster = new RunningCluster("node-a", "node-b", "node-c");

  @Test
  void aNewNumberIsNoneThatIsHeard() {
    cluster.put(web());
    cluster.settle();
    int usual = number();
    cluster.delete(WEB);
    cluster.settle();
    cluster.lan().foreign(usual, STRANGER, "192.0.2.200", cluster.now());
    cluster.put(web());
    cluster.settle();
    assertThat(number()).isNotEqualTo(usual);
    assertThat(cluster.condition(WEB, "ForeignRouter")).isNull();
  }

  @Test
  void aNumberIsGivenOutAfterAgentsHaveListenedForFiveSeconds() {
    RunningCluster fresh = new RunningCluster();
    fresh.add("node-a");
    fresh.settle();
    fresh.put(web());
    fresh.settle();
    assertThat(fresh.condition(WEB, "Accepted")).isEqualTo("Unknown/ListeningForRouters");
    fresh.advance(Duration.ofSeconds(4));
    assertThat(fresh.status(WEB).virtualRouterID()).isNull();
    fresh.advance(Duration.ofSeconds(1));
    assertThat(fresh.condition(WEB, "Ready")).isEqualTo("True/ActiveElected");
  }

  @Test
  void anAllocatedNumberIsFirstReportedAndThenGivenUpWithoutAMove() {
    cluster.put(web());
    cluster.settle();
    int before = number();
    cluster.lan().foreign(before, STRANGER, "192.0.2.200", cluster.now());
    cluster.settle();
    assertThat(cluster.condition(WEB, "ForeignRouter")).isEqualTo("True/VirtualRouterIDConflict");
    assertThat(cluster.message(WEB, "ForeignRouter"))
        .contains(STRANGER, "192.0.2.200", "node-a", "another one will be allocated");
    assertThat(cluster.condition(WEB, "Ready")).isEqualTo("True/ActiveElected");
    assertThat(number()).isEqualTo(before);

    cluster.advance(Duration.ofSeconds(11));
    assertThat(number()).isNotEqualTo(before);
    assertThat(cluster.spec("node-c").virtualRouters().getFirst().virtualRouterID())
        .isEqualTo(number());
    assertThat(cluster.condition(WEB, "ForeignRouter")).isNull();
    assertThat(cluster.holder(WEB)).isEqualTo("node-a");
    cluster.assertNeverHeldTwice(WEB);
    cluster.assertNeverUnheld(WEB);
    assertThat(cluster.events())
        .anyMatch(it -> it.startsWith(WEB + " VirtualRouterIDConflict: VRID " + before))
        .anyMatch(it -> it.contains("identifier " + number() + " replaces " + before));
  }

  @Test
  void oneThatGoesAgainMovesNothing() {
    cluster.put(web());
    cluster.settle();
    int before = number();
    cluster.lan().foreign(before, STRANGER, "192.0.2.200", cluster.now());
    cluster.advance(Duration.ofSeconds(5));
    cluster.lan().silenceForeign();
    cluster.advance(Duration.ofSeconds(30));
    assertThat(number()).isEqualTo(before);
    assertThat(cluster.condition(WEB, "ForeignRouter")).isNull();
  }

  @Test
  void aWrittenNumberIsReportedAndNeverChanged() {
    cluster.put(web().virtualRouterID(51));
    cluster.settle();
    cluster.lan().foreign(51, STRANGER, "192.0.2.200", cluster.now());
    cluster.advance(Duration.ofMinutes(2));
    assertThat(number()).isEqualTo(51);
    assertThat(cluster.message(WEB, "ForeignRouter")).contains("spec.virtualRouterID");
  }

  @Test
  void aPartnerWithACommonAddressIsNoStranger() {
    cluster.put(web());
    cluster.settle();
    int before = number();
    cluster.lan().foreign(before, STRANGER, "192.0.2.240", cluster.now());
    cluster.advance(Duration.ofMinutes(1));
    assertThat(number()).isEqualTo(before);
    assertThat(cluster.condition(WEB, "ForeignRouter")).isNull();
  }

  @Test
  void aNodeOfTheClusterIsNoStranger() {
    cluster.put(web());
    cluster.settle();
    int before = number();
    cluster.lan().foreign(before, "192.0.2.13", "192.0.2.200", cluster.now());
    cluster.advance(Duration.ofMinutes(1));
    assertThat(number()).isEqualTo(before);
  }

  @Test
  void anOverrideWithoutItsInterfaceIsReportedWhileTheOthersRun() {
    cluster.put(web().nodes(new NodeOverride("node-c", null, "eth7")));
    cluster.settle();
    assertThat(cluster.condition(WEB, "Ready")).isEqualTo("True/ActiveElected");
    assertThat(cluster.condition(WEB, "InterfaceNotFound")).isEqualTo("True/InterfaceNotFound");
    assertThat(cluster.message(WEB, "InterfaceNotFound"))
        .contains("spec.nodes[0].interface", "node-c", "eth7");
    assertThat(cluster.events())
        .anyMatch(it -> it.startsWith(WEB + " ConfigurationRejected: spec.nodes[0].interface"));
    cluster.put(web().generation(2));
    cluster.settle();
    assertThat(cluster.condition(WEB, "InterfaceNotFound")).isNull();
  }

  private Integer number() {
    Integer number = cluster.status(WEB).virtualRouterID();
    if (number == null) {
      throw new AssertionError("no number yet");
    }
    return number;
  }

  private static VirtualIPs web() {
    return virtualIP(WEB, "192.0.2.240");
  }
}
