package dev.virtualip.operator.plan;

import static dev.virtualip.operator.testing.Subnets.eth0;
import static dev.virtualip.operator.testing.Subnets.subnet;
import static dev.virtualip.operator.testing.VirtualIPs.virtualIP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.virtualip.api.v1alpha1.NodeOverride;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.operator.plan.VirtualIPPlan.Accepted;
import dev.virtualip.operator.plan.VirtualIPPlan.Pending;
import dev.virtualip.operator.plan.VirtualIPPlan.Refused;
import dev.virtualip.operator.testing.VirtualIPs;
import dev.virtualip.plan.NetworkInterface;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClusterPlanTest {

  private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
  private static final ClusterNode SERVER = node("server", "192.0.2.10/24");
  private static final ClusterNode NODE_A = node("node-a", "192.0.2.11/24");
  private static final ClusterNode NODE_B = node("node-b", "192.0.2.12/24");
  private static final List<ClusterNode> NODES = List.of(SERVER, NODE_A, NODE_B);

  @Test
  void givesEveryNodeOnTheSubnetARouterAndTheWrittenPriorityItsPlace() {
    Accepted plan =
        accepted(
            virtualIP("web", "192.0.2.240")
                .virtualRouterID(51)
                .nodes(new NodeOverride("server", 40, null)));
    assertThat(plan.participants()).containsOnlyKeys("node-a", "node-b", "server");
    assertThat(plan.participants().values())
        .allSatisfy(
            routers ->
                assertThat(routers)
                    .singleElement()
                    .returns(51, VirtualRouterSpec::virtualRouterID)
                    .returns("eth0", VirtualRouterSpec::interfaceName)
                    .returns(250, VirtualRouterSpec::advertisementIntervalMilliseconds)
                    .returns(List.of("192.0.2.240"), VirtualRouterSpec::addresses));
    assertThat(priorities(plan)).containsEntry("server", 40);
    assertThat(List.of(priorities(plan).get("node-a"), priorities(plan).get("node-b")))
        .containsExactlyInAnyOrder(200, 190);
    assertThat(plan.networks()).containsExactly("192.0.2.0/24");
  }

  @Test
  void anOverrideWithoutPriorityIsRanked() {
    Accepted plan =
        accepted(virtualIP("web", "192.0.2.240").nodes(new NodeOverride("server", null, "eth0")));
    assertThat(priorities(plan).values()).containsExactlyInAnyOrder(200, 190, 180);
  }

  @Test
  void refusesAnAddressOnNoSubnetNamingTheNodesAndTheirSubnets() {
    assertThat(refused(virtualIP("web", "198.51.100.9")))
        .returns("AddressOnNoSubnet", Refused::reason)
        .extracting(Refused::message)
        .asString()
        .startsWith("spec.addresses[0]: no eligible node can carry it: node-a: ")
        .contains("198.51.100.9", "192.0.2.11/24", "server", "choose");
  }

  @Test
  void aNodeOnAnotherSubnetDoesNotTakePart() {
    ClusterNode elsewhere = node("far", "198.51.100.4/24");
    Accepted plan =
        accepted(plan(List.of(SERVER, NODE_A, elsewhere), virtualIP("web", "192.0.2.240")), "web");
    assertThat(plan.participants()).containsOnlyKeys("node-a", "server");
    assertThat(plan.eligible()).containsExactly("far", "node-a", "server");
  }

  @Test
  void waitsWhileNoAgentHasReported() {
    List<ClusterNode> silent = List.of(silent("node-a"));
    assertThat(plan(silent, virtualIP("web", "192.0.2.240")).virtualIP("web"))
        .get()
        .asInstanceOf(type(Pending.class))
        .returns("WaitingForAgents", Pending::reason)
        .returns(null, Pending::virtualRouterID);
  }

  @Test
  void aNodeWhoseAgentHasNotReportedJustDoesNotTakePart() {
    List<ClusterNode> nodes = List.of(NODE_A, silent("node-b"));
    assertThat(accepted(plan(nodes, virtualIP("web", "192.0.2.240")), "web").participants())
        .containsOnlyKeys("node-a");
  }

  @Test
  void refusesAVirtualRouterIDThatAnotherHolds() {
    ClusterPlan plan =
        plan(
            NODES,
            virtualIP("old", "192.0.2.240").virtualRouterID(51),
            virtualIP("new", "192.0.2.241").virtualRouterID(51).created("2026-11-02T00:00:00Z"));
    assertThat(accepted(plan, "old").virtualRouterID()).isEqualTo(51);
    assertThat(refused(plan, "new"))
        .returns("VirtualRouterIDConflict", Refused::reason)
        .returns(
            "spec.virtualRouterID: 51 is held by VirtualIP old on 192.0.2.0/24; choose another"
                + " number, or remove the field to have one allocated",
            Refused::message);
  }

  @Test
  void refusesAnAddressThatAnotherVirtualIPHolds() {
    ClusterPlan plan =
        plan(NODES, virtualIP("a", "192.0.2.240"), virtualIP("b", "192.0.2.241", "192.0.2.240"));
    assertThat(refused(plan, "b"))
        .returns("AddressConflict", Refused::reason)
        .returns(
            "spec.addresses[1]: 192.0.2.240 belongs to VirtualIP a; choose another address or"
                + " remove it there",
            Refused::message);
  }

  @Test
  void theOlderGetsAnAddressThoughTheNewerHoldsIt() {
    ClusterPlan plan =
        plan(
            NODES,
            virtualIP("older", "192.0.2.240"),
            virtualIP("newer", "192.0.2.240")
                .created("2026-11-02T00:00:00Z")
                .holds(9, "192.0.2.240"));
    accepted(plan, "older");
    assertThat(refused(plan, "newer"))
        .returns("AddressConflict", Refused::reason)
        .returns(9, Refused::virtualRouterID)
        .extracting(Refused::message)
        .asString()
        .contains("belongs to VirtualIP older");
  }

  @Test
  void ofTwoOfOneAgeTheFirstByNameGetsAnAddress() {
    ClusterPlan plan = plan(NODES, virtualIP("b", "192.0.2.240"), virtualIP("a", "192.0.2.240"));
    accepted(plan, "a");
    assertThat(refused(plan, "b").reason()).isEqualTo("AddressConflict");
  }

  @Test
  void anAddressThatTheOlderNoLongerAsksForIsItsUntilItHasLetGo() {
    VirtualIPs newer = virtualIP("newer", "192.0.2.240").created("2026-11-02T00:00:00Z");
    assertThat(
            refused(
                    plan(NODES, virtualIP("older", "192.0.2.239").holds(9, "192.0.2.240"), newer),
                    "newer")
                .reason())
        .isEqualTo("AddressConflict");
    accepted(
        plan(NODES, virtualIP("older", "192.0.2.239").holds(9, "192.0.2.239"), newer), "newer");
  }

  @Test
  void refusesAnAddressThatIsAssignedToANodeUnlessThatNodeIsItsOwner() {
    assertThat(refused(virtualIP("web", "192.0.2.11")))
        .returns("AddressConflict", Refused::reason)
        .extracting(Refused::message)
        .asString()
        .contains("192.0.2.11 is assigned to eth0 of node node-a", "255");
    Accepted owner =
        accepted(virtualIP("web", "192.0.2.11").nodes(new NodeOverride("node-a", 255, null)));
    assertThat(priorities(owner)).containsEntry("node-a", 255);
  }

  @Test
  void refusesAnIpv6AddressThatIsAssignedToANode() {
    List<ClusterNode> nodes = List.of(node("node-a", "192.0.2.11/24", "2001:db8::11/64"));
    assertThat(refused(plan(nodes, virtualIP("web", "2001:db8::11")), "web"))
        .returns("AddressConflict", Refused::reason)
        .extracting(Refused::message)
        .asString()
        .contains("2001:db8::11 is assigned to eth0 of node node-a");
  }

  @Test
  void anExcludedNodeIsEligibleOnlyIfNamed() {
    ClusterNode excluded =
        new ClusterNode(
            "node-b",
            Map.of(Eligibility.EXCLUDE_LABEL, ""),
            false,
            false,
            true,
            List.of(),
            List.of(eth0("192.0.2.12/24")));
    List<ClusterNode> nodes = List.of(NODE_A, excluded);
    assertThat(accepted(plan(nodes, virtualIP("web", "192.0.2.240")), "web").eligible())
        .containsExactly("node-a");
    assertThat(
            accepted(
                    plan(
                        nodes,
                        virtualIP("web", "192.0.2.240")
                            .nodes(new NodeOverride("node-b", null, null))),
                    "web")
                .eligible())
        .containsExactly("node-a", "node-b");
  }

  @Test
  void aSelectorThatMatchesNoNodeIsRefused() {
    assertThat(
            refused(
                virtualIP("web", "192.0.2.240")
                    .selector(new LabelSelectorBuilder().addToMatchLabels("rack", "z").build())))
        .returns("NoEligibleNode", Refused::reason);
  }

  @Test
  void aSelectorThatNothingCouldMatchIsRefusedByName() {
    assertThat(
            refused(
                virtualIP("web", "192.0.2.240")
                    .selector(
                        new LabelSelectorBuilder()
                            .addNewMatchExpression()
                            .withKey("rack")
                            .withOperator("In")
                            .endMatchExpression()
                            .build())))
        .returns("InvalidSpec", Refused::reason)
        .extracting(Refused::message)
        .asString()
        .contains("spec.nodeSelector.matchExpressions[0]", "rack In");
  }

  @Test
  void aSuspendedVirtualIPKeepsItsNumberAndRunsNowhere() {
    Accepted plan = accepted(virtualIP("web", "192.0.2.240").suspend().holds(77, "192.0.2.240"));
    assertThat(plan.virtualRouterID()).isEqualTo(77);
    assertThat(plan.participants()).isEmpty();
  }

  @Test
  void twoLinksThatShareAnInterfaceAreOneLink() {
    List<ClusterNode> nodes = List.of(node("node-a", "192.0.2.11/24", "198.51.100.11/24"));
    ClusterPlan plan =
        plan(
            nodes,
            virtualIP("a", "192.0.2.240").virtualRouterID(51),
            virtualIP("b", "198.51.100.240").virtualRouterID(51));
    assertThat(refused(plan, "b").reason()).isEqualTo("VirtualRouterIDConflict");
  }

  @Test
  void aNodeThatJoinsTwoLinksTakesNoRouterAway() {
    VirtualIPs lan = virtualIP("lan", "192.0.2.240").virtualRouterID(51).holds(51, "192.0.2.240");
    VirtualIPs lab =
        virtualIP("lab", "198.51.100.240").virtualRouterID(51).holds(51, "198.51.100.240");
    ClusterNode far = node("far", "198.51.100.4/24");
    List<VirtualRouterSpec> running =
        accepted(plan(List.of(NODE_A, far), lan, lab), "lan").participants().get("node-a");
    ClusterPlan joined =
        plan(List.of(NODE_A, far, node("both", "192.0.2.9/24", "198.51.100.9/24")), lan, lab);
    assertThat(accepted(joined, "lab").virtualRouterID()).isEqualTo(51);
    assertThat(refused(joined, "lan"))
        .returns("VirtualRouterIDConflict", Refused::reason)
        .returns(51, Refused::virtualRouterID);
    assertThat(running).allMatch(joined::mayStay);
  }

  @Test
  void aFullNodeKeepsWhatItHoldsWhenAnOlderVirtualIPAsksForRoom() {
    List<ClusterNode> nodes = List.of(node("node-a", "198.18.0.1/16"));
    List<VirtualIPs> all = new ArrayList<>();
    all.add(virtualIP("older", "198.18.255.1").created("2026-10-01T00:00:00Z"));
    for (int i = 0; i < 50; i++) {
      all.add(virtualIP("big-" + i, twenty(i)).holds(i + 1, twenty(i)));
    }
    ClusterPlan plan = plan(nodes, all.toArray(VirtualIPs[]::new));
    assertThat(refused(plan, "older"))
        .returns("TooManyAddresses", Refused::reason)
        .returns(null, Refused::virtualRouterID);
    for (int i = 0; i < 50; i++) {
      assertThat(accepted(plan, "big-" + i).participants()).containsOnlyKeys("node-a");
    }
  }

  @Test
  void aNodeOnTwoLinksRunsNoMoreRoutersThanFitIntoItsObject() {
    NetworkInterface one = eth0("198.18.0.1/16");
    NetworkInterface two = new NetworkInterface("eth1", List.of(subnet("198.19.0.1/16")));
    List<ClusterNode> nodes =
        List.of(
            new ClusterNode("node-a", Map.of(), false, false, true, List.of(), List.of(one, two)));
    List<VirtualIPs> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(virtualIP("one-" + i, "198.18.7." + i));
      all.add(virtualIP("two-" + i, "198.19.7." + i));
    }
    ClusterPlan plan = plan(nodes, all.toArray(VirtualIPs[]::new));
    assertThat(plan.virtualIPs().values()).filteredOn(Accepted.class::isInstance).hasSize(255);
    assertThat(plan.virtualIPs().values())
        .filteredOn(Refused.class::isInstance)
        .hasSize(145)
        .allMatch(it -> ((Refused) it).message().contains("255 virtual routers"));
  }

  /** Addresses of a wide subnet. */
  private static String[] twenty(int block) {
    return IntStream.rangeClosed(1, 20)
        .mapToObj(i -> "198.18." + (1 + block) + "." + i)
        .toArray(String[]::new);
  }

  private static Map<String, Integer> priorities(Accepted plan) {
    return plan.participants().entrySet().stream()
        .collect(
            Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().getFirst().priority()));
  }

  private static Accepted accepted(VirtualIPs virtualIP) {
    return accepted(plan(NODES, virtualIP), virtualIP.build().getMetadata().getName());
  }

  private static Refused refused(VirtualIPs virtualIP) {
    return refused(plan(NODES, virtualIP), virtualIP.build().getMetadata().getName());
  }

  private static Accepted accepted(ClusterPlan plan, String name) {
    return assertThat(plan.virtualIP(name)).get().asInstanceOf(type(Accepted.class)).actual();
  }

  private static Refused refused(ClusterPlan plan, String name) {
    return assertThat(plan.virtualIP(name)).get().asInstanceOf(type(Refused.class)).actual();
  }

  private static ClusterPlan plan(List<ClusterNode> nodes, VirtualIPs... virtualIPs) {
    return ClusterPlan.of(
        new ClusterState(
            "cluster",
            Stream.of(virtualIPs)
                .map(VirtualIPs::build)
                .map(it -> DeclaredVirtualIP.of(it, null, NOW))
                .toList(),
            nodes));
  }

  private static ClusterNode silent(String name) {
    return new ClusterNode(name, Map.of(), false, false, false, List.of(), null);
  }

  private static ClusterNode node(String name, String... subnets) {
    return new ClusterNode(name, Map.of(), false, false, true, List.of(), List.of(eth0(subnets)));
  }
}
