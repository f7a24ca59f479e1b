package dev.virtualip.operator.reconcile;

import static dev.virtualip.operator.testing.VirtualIPs.virtualIP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.operator.testing.VirtualIPs;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is announced, and that nothing is announced twice. */
class EventsTest {

  private static final String WEB = RunningCluster.nameRanking("node-a", "node-b", "node-c");

  private final RunningCluster cluster = new RunningCluster("node-a", "node-b", "node-c");

  @Test
  void aNewVirtualIPAnnouncesItsNumberAndItsHolderOnce() {
    applied();
    assertThat(cluster.events())
        .satisfiesExactly(
            it -> assertThat(it).startsWith(WEB + " VirtualRouterIDAllocated: "),
            it -> assertThat(it).startsWith(WEB + " ActiveNodeChanged: node-a holds"));
    cluster.advance(Duration.ofMinutes(10));
    cluster.restartOperator();
    cluster.settle();
    assertThat(cluster.events()).isEmpty();
  }

  @Test
  void aFailoverSaysFromWhereWhyAndHowFast() {
    applied();
    cluster.events();
    cluster.lan().kill("node-a");
    cluster.advance(Duration.ofSeconds(10));
    assertThat(cluster.events())
        .singleElement()
        .asString()
        .startsWith(WEB + " ActiveNodeChanged: node-b holds")
        .endsWith("before it node-a: ActiveDown, noticed after 812 ms, bound within 240 µs");
  }

  @Test
  void twoHoldersAndNobodyAreWarnings() {
    applied();
    cluster.events();
    cluster.lan().deafen("node-a", "node-b");
    cluster.advance(Duration.ofSeconds(30));
    assertThat(cluster.events()).filteredOn(it -> it.contains(" DualActive: ")).hasSize(1);
    cluster.lan().heal();
    cluster.advance(Duration.ofSeconds(5));
    cluster.events();
    cluster.lan().mute();
    cluster.advance(Duration.ofSeconds(30));
    assertThat(cluster.events()).filteredOn(it -> it.contains(" NoActive: ")).hasSize(1);
  }

  @Test
  void whatIsRejectedIsAnnouncedOnceForEachGeneration() {
    applied();
    cluster.events();
    cluster.put(web().generation(2).addresses("198.51.100.9"));
    cluster.advance(Duration.ofMinutes(2));
    assertThat(cluster.events())
        .singleElement()
        .asString()
        .startsWith(WEB + " ConfigurationRejected: spec.addresses[0]: ");
    cluster.put(virtualIP("later", "192.0.2.240").created("2026-11-02T00:00:00Z"));
    cluster.settle();
    assertThat(cluster.events())
        .singleElement()
        .asString()
        .startsWith("later AddressConflict: spec.addresses[0]: 192.0.2.240 belongs to");
  }

  @Test
  void aTakenNumberIsAConflict() {
    cluster.put(web().virtualRouterID(51));
    cluster.put(
        virtualIP("later", "192.0.2.241").virtualRouterID(51).created("2026-11-02T00:00:00Z"));
    cluster.settle();
    assertThat(cluster.events())
        .anyMatch(it -> it.startsWith("later VirtualRouterIDConflict: spec.virtualRouterID: 51"));
  }

  @Test
  void anExcludedNodeIsAnnouncedOnce() {
    applied();
    cluster.events();
    cluster.node("node-c").label("node.kubernetes.io/exclude-from-external-load-balancers", "");
    cluster.settle();
    cluster.node("node-b").label("rack", "1");
    cluster.settle();
    assertThat(cluster.events())
        .filteredOn(it -> it.contains(" NodeExcluded: "))
        .singleElement()
        .asString()
        .contains("node-c", "spec.nodes");
  }

  @Test
  void anExcludedNodeIsAnnouncedThoughItsNameIsPartOfAnother() {
    RunningCluster rack = new RunningCluster("node-a", "node-b", "node-bc");
    rack.put(virtualIP("web", "192.0.2.240"));
    rack.settle();
    rack.node("node-bc").label("node.kubernetes.io/exclude-from-external-load-balancers", "");
    rack.settle();
    rack.events();
    rack.node("node-b").label("node.kubernetes.io/exclude-from-external-load-balancers", "");
    rack.settle();
    assertThat(rack.events())
        .filteredOn(it -> it.contains(" NodeExcluded: "))
        .singleElement()
        .asString()
        .contains("node node-b does");
  }

  @Test
  void aHealthCheckIsAnnouncedWhenItFailsAndWhenItPassesAgain() {
    applied();
    cluster.events();
    cluster.lan().failing("node-b", "ingress");
    cluster.settle();
    assertThat(cluster.events())
        .singleElement()
        .asString()
        .startsWith(WEB + " HealthCheckFailing: health check ingress fails on node node-b");
    cluster.lan().failing("node-b");
    cluster.settle();
    assertThat(cluster.events())
        .singleElement()
        .asString()
        .startsWith(
            WEB + " HealthCheckRecovered: health check ingress passes again on node node-b");
  }

  private void applied() {
    cluster.put(web());
    cluster.settle();
  }

  private static VirtualIPs web() {
    return virtualIP(WEB, "192.0.2.240");
  }
}
