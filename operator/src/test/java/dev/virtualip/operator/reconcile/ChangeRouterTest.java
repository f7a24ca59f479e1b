package dev.virtualip.operator.reconcile;

import static dev.virtualip.operator.testing.Agents.active;
import static dev.virtualip.operator.testing.Agents.agent;
import static dev.virtualip.operator.testing.Agents.runs;
import static dev.virtualip.operator.testing.VirtualIPs.virtualIP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPNodeSpec;
import dev.virtualip.api.v1alpha1.VirtualIPNodeStatus;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterState;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChangeRouterTest {

  private static final String[] NOBODY = {};

  private final FakeCluster cluster = new FakeCluster();
  private final TreeSet<String> virtualIPs = new TreeSet<>();
  private final TreeSet<String> nodes = new TreeSet<>();
  private final ChangeRouter router = new ChangeRouter(cluster, virtualIPs::add, nodes::add);

  @BeforeEach
  void oneVirtualIPWorksAndOneIsRefused() {
    cluster.put(virtualIP("working", "192.0.2.240").status(status("True", 51)));
    cluster.put(virtualIP("refused", "192.0.2.240").status(status("False", null)));
    cluster.node("node-a", true, Instant.EPOCH);
    cluster.node("node-b", true, Instant.EPOCH);
  }

  @Test
  void aNewVirtualIPWaitsForItsStatusBeforeNodesAreTold() {
    router.virtualIP(null, virtualIP("new", "192.0.2.241").build());
    requeued(new String[] {"new", "refused"}, NOBODY);
  }

  @Test
  void aStoredNumberConcernsThoseThatWaitAndItsReconcilerTellsTheNodes() {
    VirtualIP before = virtualIP("new", "192.0.2.241").build();
    VirtualIP after = virtualIP("new", "192.0.2.241").status(status("True", 7)).build();
    router.virtualIP(before, after);
    requeued(new String[] {"refused"}, NOBODY);
  }

  @Test
  void aStatusThatNamesAnotherHolderConcernsNobody() {
    VirtualIP before = virtualIP("new", "192.0.2.241").status(status("True", 7)).build();
    VirtualIP after = virtualIP("new", "192.0.2.241").status(status("True", 7)).build();
    router.virtualIP(before, after);
    requeued(NOBODY, NOBODY);
  }

  @Test
  void aDeletedVirtualIPFreesWhatTheRefusedOneWaitsFor() {
    cluster.apply(tells("node-a", routerOf("working")));
    cluster.apply(tells("node-b"));
    router.virtualIP(virtualIP("working", "192.0.2.240").build(), null);
    requeued(new String[] {"refused"}, new String[] {"node-a"});
  }

  @Test
  void aHeartbeatOfAKubeletConcernsNobody() {
    Node before = cluster.nodes().getFirst();
    Node after =
        new NodeBuilder(before)
            .editStatus()
            .editFirstCondition()
            .withLastHeartbeatTime("2026-11-24T10:00:00Z")
            .endCondition()
            .endStatus()
            .build();
    router.node(before, after);
    requeued(NOBODY, NOBODY);
  }

  @Test
  void aNodeThatIsNotReadyAnyMoreConcernsAll() {
    Node before = cluster.nodes().getFirst();
    cluster.node("node-a", false, Instant.EPOCH);
    router.node(before, cluster.nodes().getFirst());
    requeued(new String[] {"refused", "working"}, new String[] {"node-a"});
  }

  @Test
  void aCordonConcernsTheNodeAndAll() {
    Node before = cluster.nodes().getFirst();
    router.node(
        before, new NodeBuilder(before).withNewSpec().withUnschedulable(true).endSpec().build());
    requeued(new String[] {"refused", "working"}, new String[] {"node-a"});
  }

  @Test
  void aPreferredNodeConcernsItsVirtualIP() {
    VirtualIP after = virtualIP("working", "192.0.2.240").preferring("node-b").build();
    router.virtualIP(virtualIP("working", "192.0.2.240").build(), after);
    assertThat(virtualIPs).contains("working");
  }

  @Test
  void theLastNodeOfADeletedVirtualIPIsLookedAtWhenTheOthersHaveBeenTold() {
    cluster.remove("working");
    cluster.apply(tells("node-a", routerOf("working")));
    router.virtualIPNode(tells("node-b", routerOf("working")), tells("node-b"));
    assertThat(nodes).contains("node-a");
  }

  @Test
  void anAnswerConcernsThoseOfItsVirtualIPsThatAreStillBeingProgrammed() {
    VirtualIPNode before = tells("node-a", routerOf("working"));
    before.setStatus(agent("192.0.2.11/24"));
    VirtualIPNode after = tells("node-a", routerOf("working"));
    after.setStatus(
        new VirtualIPNodeStatus(
            2,
            null,
            agent("192.0.2.11/24").agent(),
            agent("192.0.2.11/24").interfaces(),
            List.of(),
            List.of()));
    router.virtualIPNode(before, after);
    requeued(new String[] {"working"}, NOBODY);
  }

  @Test
  void aNewHolderConcernsItsVirtualIPOnly() {
    router.virtualIPNode(
        reports(1, agent("192.0.2.11/24", runs(routerOf("working"), VirtualRouterState.BACKUP))),
        reports(
            1,
            agent(
                "192.0.2.11/24",
                runs(routerOf("working"), VirtualRouterState.ACTIVE, active("192.0.2.11", 1)))));
    requeued(new String[] {"working"}, NOBODY);
  }

  @Test
  void anInterfaceThatComesConcernsAll() {
    router.virtualIPNode(reports(1, null), reports(1, agent("192.0.2.11/24")));
    requeued(new String[] {"refused", "working"}, new String[] {"node-a"});
  }

  @Test
  void aForeignHandInTheSpecConcernsItsNode() {
    router.virtualIPNode(reports(1, agent("192.0.2.11/24")), reports(2, agent("192.0.2.11/24")));
    requeued(NOBODY, new String[] {"node-a"});
  }

  private void requeued(String[] expectedVirtualIPs, String[] expectedNodes) {
    assertThat(virtualIPs).containsExactly(expectedVirtualIPs);
    assertThat(nodes).containsExactly(expectedNodes);
  }

  private static VirtualIPStatus status(String accepted, @Nullable Integer number) {
    return new VirtualIPStatus(
        1,
        List.of(),
        number,
        null,
        null,
        List.of(),
        null,
        null,
        null,
        List.of(new ConditionBuilder().withType("Accepted").withStatus(accepted).build()));
  }

  private static VirtualIPNode reports(long generation, @Nullable VirtualIPNodeStatus status) {
    VirtualIPNode virtualIPNode = new VirtualIPNode();
    virtualIPNode.setMetadata(
        new ObjectMetaBuilder().withName("node-a").withGeneration(generation).build());
    virtualIPNode.setStatus(status);
    return virtualIPNode;
  }

  private static VirtualIPNode tells(String node, VirtualRouterSpec... routers) {
    VirtualIPNode virtualIPNode = new VirtualIPNode();
    virtualIPNode.setMetadata(new ObjectMetaBuilder().withName(node).withGeneration(1L).build());
    virtualIPNode.setSpec(VirtualIPNodeSpec.of("cluster", List.of(routers)));
    return virtualIPNode;
  }

  private static VirtualRouterSpec routerOf(String name) {
    return VirtualRouterSpec.of(
        new VirtualIPReference(name, "uid-" + name, 1),
        Family.IPV4,
        "eth0",
        51,
        100,
        250,
        true,
        List.of("192.0.2.240"));
  }
}
