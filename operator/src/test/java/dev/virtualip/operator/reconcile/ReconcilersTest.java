package dev.virtualip.operator.reconcile;

import static dev.virtualip.operator.testing.Agents.active;
import static dev.virtualip.operator.testing.Agents.agent;
import static dev.virtualip.operator.testing.Agents.runs;
import static dev.virtualip.operator.testing.VirtualIPs.virtualIP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.virtualip.api.v1alpha1.ActiveSource;
import dev.virtualip.api.v1alpha1.NodeCounts;
import dev.virtualip.api.v1alpha1.NodeOverride;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterState;
import dev.virtualip.api.v1alpha1.VirtualRouterStatus;
import dev.virtualip.operator.testing.VirtualIPs;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both reconcilers against a cluster in memory, from the first look to the failover. */
class ReconcilersTest {

  private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");
  private static final Map<String, String> NODES =
      Map.of("server", "192.0.2.10/24", "node-a", "192.0.2.11/24", "node-b", "192.0.2.12/24");

  private final FakeCluster cluster = new FakeCluster();
  private final Inquiries inquiries = new Inquiries();
  private final News news = new News(cluster, (_, _) -> {}, () -> true);
  private final Set<String> requeuedNodes = new TreeSet<>();
  private Instant now = START;
  private VirtualIPReconciler virtualIPs = virtualIPReconciler();
  private NodeReconciler nodes = nodeReconciler();

  @BeforeEach
  void threeNodesWhoseAgentsHaveReported() {
    for (String node : NODES.keySet()) {
      cluster.node(node, true, START);
      nodes.reconcile(node);
      report(node, VirtualRouterState.INITIALIZE);
    }
    cluster.writes();
  }

  @Test
  void everyNodeGetsAnObjectThatItOwnsEvenAnEmptyOne() {
    assertThat(cluster.virtualIPNode("node-a"))
        .satisfies(
            it -> {
              assertThat(it.getSpec().clusterUID()).isEqualTo("cluster");
              assertThat(it.getSpec().virtualRouters()).isEmpty();
              assertThat(it.getMetadata().getOwnerReferences())
                  .singleElement()
                  .returns("uid-node-a", owner -> owner.getUid())
                  .returns("Node", owner -> owner.getKind());
            });
  }

  @Test
  void goesFromTheManifestToReadyAndThenWritesNothingMore() {
    cluster.put(web());

    virtualIPs.reconcile("web");
    VirtualIPStatus first = cluster.status("web");
    assertThat(first.observedGeneration()).isEqualTo(1);
    assertThat(first.virtualRouterID()).isBetween(1, 255);
    assertThat(first.advertisementIntervalMilliseconds()).isEqualTo(250);
    assertThat(conditions(first))
        .containsEntry("Accepted", "True/Accepted")
        .containsEntry("Programmed", "False/Programming")
        .containsEntry("Ready", "Unknown/Programming")
        .containsEntry("Reconciling", "True/Progressing")
        .doesNotContainKey("Stalled");

    cluster.deliver();
    NODES.keySet().forEach(nodes::reconcile);
    assertThat(cluster.routers("server"))
        .singleElement()
        .returns(40, VirtualRouterSpec::priority)
        .returns(first.virtualRouterID(), VirtualRouterSpec::virtualRouterID);

    NODES.keySet().forEach(node -> report(node, VirtualRouterState.BACKUP));
    virtualIPs.reconcile("web");
    assertThat(conditions(cluster.status("web")))
        .containsEntry("Programmed", "True/Programmed")
        .containsEntry("Ready", "Unknown/Electing");

    heard(active("192.0.2.11", 1));
    virtualIPs.reconcile("web");
    VirtualIPStatus elected = cluster.status("web");
    assertThat(elected.activeNode()).isEqualTo("node-a");
    assertThat(elected.nodes()).isEqualTo(NodeCounts.of(3, 3, 3));
    assertThat(conditions(elected))
        .containsOnly(
            Map.entry("Accepted", "True/Accepted"),
            Map.entry("Programmed", "True/Programmed"),
            Map.entry("Ready", "True/ActiveElected"));

    cluster.deliver();
    cluster.writes();
    now = now.plusSeconds(600);
    virtualIPs.reconcile("web");
    NODES.keySet().forEach(nodes::reconcile);
    assertThat(cluster.writes()).isEmpty();
  }

  @Test
  void aNodeGetsNoRouterBeforeTheVirtualRouterIDIsStored() {
    cluster.put(web());
    nodes.reconcile("node-a");
    assertThat(cluster.routers("node-a")).isEmpty();
  }

  @Test
  void theNextPlanCountsANumberThatTheCacheDoesNotShowYet() {
    cluster.put(web().virtualRouterID(51));
    virtualIPs.reconcile("web");
    // The cache still shows web without a number when a VirtualIP that was created before it asks.
    cluster.put(
        virtualIP("early", "192.0.2.241").virtualRouterID(51).created("2026-10-01T00:00:00Z"));
    virtualIPs.reconcile("early");
    assertThat(conditions(cluster.status("early")))
        .containsEntry("Stalled", "True/VirtualRouterIDConflict");
  }

  @Test
  void aNumberThatWasAllocatedForAnotherStateOfTheObjectIsNotStored() {
    cluster.put(web());
    cluster.putUnseen(web().generation(2).virtualRouterID(77));
    assertThatThrownBy(() -> virtualIPs.reconcile("web"))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, it -> assertThat(it.getCode()).isEqualTo(409));
    assertThat(cluster.virtualIP("web").getStatus()).isNull();
    cluster.deliver();
    virtualIPs.reconcile("web");
    assertThat(cluster.status("web").virtualRouterID()).isEqualTo(77);
  }

  @Test
  void namesTheHolderAfterTheFailoverThoughTheDeadAgentsLastWordsStayWritten() {
    ready();
    VirtualRouterStatus lastWords =
        router("node-a", VirtualRouterState.ACTIVE, active("192.0.2.11", 1));
    cluster.answer("node-a", agent(subnet("node-a"), lastWords));
    for (String node : List.of("server", "node-b")) {
      cluster.answer(
          node,
          agent(subnet(node), router(node, VirtualRouterState.BACKUP, active("192.0.2.12", 100))));
    }
    virtualIPs.reconcile("web");
    assertThat(cluster.status("web").activeNode()).isEqualTo("node-b");
    cluster.deliver();

    cluster.node("node-a", false, now);
    assertThat(virtualIPs.reconcile("web")).contains(Details.PATIENCE);
    now = now.plus(Details.PATIENCE);
    virtualIPs.reconcile("web");
    assertThat(cluster.status("web"))
        .returns("node-b", VirtualIPStatus::activeNode)
        .returns(NodeCounts.of(3, 3, 2), VirtualIPStatus::nodes);
    assertThat(conditions(cluster.status("web")))
        .containsEntry("Programmed", "True/Programmed")
        .containsEntry("Ready", "True/ActiveElected");
  }

  @Test
  void aNodeThatIsNotReadyKeepsItsRouterAndIsLookedAtAgainAfterItsGrace() {
    ready();
    cluster.writes();
    cluster.node("node-a", false, now);
    assertThat(nodes.reconcile("node-b")).contains(Duration.ofSeconds(60));
    now = now.plusSeconds(61);
    assertThat(nodes.reconcile("node-b")).isEmpty();
    nodes.reconcile("node-a");
    assertThat(cluster.routers("node-a")).hasSize(1);
    assertThat(cluster.writes()).isEmpty();
  }

  @Test
  void aBadEditIsRefusedAndWhatRanGoesOn() {
    ready();
    Integer number = cluster.status("web").virtualRouterID();
    List<VirtualRouterSpec> before = cluster.routers("node-a");

    cluster.put(web().generation(2).addresses("198.51.100.9").status(cluster.status("web")));
    virtualIPs.reconcile("web");
    cluster.deliver();
    nodes.reconcile("node-a");

    VirtualIPStatus refused = cluster.status("web");
    assertThat(refused.observedGeneration()).isEqualTo(2);
    assertThat(refused.virtualRouterID()).isEqualTo(number);
    assertThat(refused.addresses()).containsExactly("192.0.2.240");
    assertThat(refused.activeNode()).isEqualTo("node-a");
    assertThat(conditions(refused))
        .containsEntry("Accepted", "False/AddressOnNoSubnet")
        .containsEntry("Ready", "False/AddressOnNoSubnet")
        .containsEntry("Stalled", "True/AddressOnNoSubnet")
        .doesNotContainKey("Reconciling");
    assertThat(cluster.routers("node-a")).isEqualTo(before);
  }

  @Test
  void aStatusThatWaitsIsGivenUpAfterSixtySeconds() {
    cluster.put(web());
    assertThat(virtualIPs.reconcile("web")).contains(Duration.ofSeconds(60));
    cluster.deliver();
    now = now.plusSeconds(60);
    assertThat(virtualIPs.reconcile("web")).isEmpty();
    assertThat(conditions(cluster.status("web"))).containsEntry("Reconciling", "False/NoProgress");
    cluster.deliver();
    virtualIPs.reconcile("web");
    assertThat(conditions(cluster.status("web")))
        .containsEntry("Ready", "False/NoActive")
        .containsEntry("Reconciling", "False/NoProgress");
  }

  @Test
  void suspendingReleasesEverywhereAndKeepsTheNumber() {
    ready();
    Integer number = cluster.status("web").virtualRouterID();
    cluster.put(web().generation(2).suspend().status(cluster.status("web")));
    virtualIPs.reconcile("web");
    cluster.deliver();
    List.of("server", "node-b", "node-a").forEach(nodes::reconcile);
    assertThat(NODES.keySet()).allSatisfy(node -> assertThat(cluster.routers(node)).isEmpty());
    assertThat(conditions(cluster.status("web"))).containsEntry("Ready", "False/Suspended");
    assertThat(cluster.status("web").virtualRouterID()).isEqualTo(number);
  }

  @Test
  void aDeletedVirtualIPLeavesEveryNodeAndTheHolderLast() {
    ready();
    cluster.remove("web");
    virtualIPs.reconcile("web");
    nodes.reconcile("node-a");
    assertThat(cluster.routers("node-a")).hasSize(1);
    List.of("server", "node-b", "node-a").forEach(nodes::reconcile);
    assertThat(NODES.keySet()).allSatisfy(node -> assertThat(cluster.routers(node)).isEmpty());
  }

  @Test
  void anExternalHolderIsNamedAndReady() {
    ready();
    heard(active("192.0.2.99", 300));
    virtualIPs.reconcile("web");
    assertThat(conditions(cluster.status("web")))
        .containsEntry("Ready", "True/HeldByExternalRouter");
    assertThat(cluster.status("web").activeNode()).isNull();
    assertThat(cluster.status("web").families().getFirst().activeRouter()).isEqualTo("192.0.2.99");
  }

  @Test
  void anObjectOfAFormerNodeOfThisNameIsLeftToTheGarbageCollector() {
    cluster.virtualIPNode("node-a").getMetadata().getOwnerReferences().getFirst().setUid("former");
    nodes.reconcile("node-a");
    assertThat(cluster.writes()).isEmpty();
  }

  @Test
  void aRestartedOperatorWritesNothing() {
    ready();
    cluster.writes();
    virtualIPs = virtualIPReconciler();
    nodes = nodeReconciler();
    virtualIPs.reconcile("web");
    NODES.keySet().forEach(nodes::reconcile);
    assertThat(cluster.writes()).isEmpty();
  }

  private void ready() {
    cluster.put(web());
    virtualIPs.reconcile("web");
    cluster.deliver();
    NODES.keySet().forEach(nodes::reconcile);
    heard(active("192.0.2.11", 1));
    virtualIPs.reconcile("web");
    cluster.deliver();
  }

  private static VirtualIPs web() {
    return virtualIP("web", "192.0.2.240").nodes(new NodeOverride("server", 40, null));
  }

  /** All agents run what they were given and hear this Active. */
  private void heard(ActiveSource source) {
    for (String node : NODES.keySet()) {
      boolean self = subnet(node).startsWith(source.address() + "/");
      report(node, self ? VirtualRouterState.ACTIVE : VirtualRouterState.BACKUP, source);
    }
  }

  private void report(String node, VirtualRouterState state, ActiveSource... sources) {
    VirtualRouterStatus[] routers =
        cluster.routers(node).stream()
            .map(spec -> runs(spec, state, sources))
            .toArray(VirtualRouterStatus[]::new);
    cluster.answer(node, agent(subnet(node), routers));
  }

  private VirtualRouterStatus router(
      String node, VirtualRouterState state, ActiveSource... sources) {
    return runs(cluster.routers(node).getFirst(), state, sources);
  }

  private static String subnet(String node) {
    return Objects.requireNonNull(NODES.get(node));
  }

  private static Map<String, String> conditions(VirtualIPStatus status) {
    return status.conditions().stream()
        .collect(
            Collectors.toMap(
                Condition::getType,
                condition -> condition.getStatus() + "/" + condition.getReason()));
  }

  private VirtualIPReconciler virtualIPReconciler() {
    return new VirtualIPReconciler(
        planner(), cluster, inquiries, news, new Requeue<>(), requeuedNodes::add);
  }

  private NodeReconciler nodeReconciler() {
    return new NodeReconciler(planner(), cluster, inquiries, new Requeue<>());
  }

  private Planner planner() {
    return new Planner("cluster", cluster, new TestClock());
  }

  private final class TestClock extends Clock {
    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
