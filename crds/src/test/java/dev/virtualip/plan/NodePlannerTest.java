package dev.virtualip.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.virtualip.api.v1alpha1.ChecksumMode;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.NodeOverride;
import dev.virtualip.api.v1alpha1.PeerMode;
import dev.virtualip.api.v1alpha1.Peers;
import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualIPSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.assertj.core.api.ObjectAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodePlannerTest {

  private static final NetworkInterface ETH0 = networkInterface("eth0", "192.168.1.11/24");
  private static final NetworkInterface ETH1 =
      networkInterface("eth1", "10.0.0.11/16", "172.16.0.1/31");
  private static final NodeFacts NODE = new NodeFacts("node-a", List.of(ETH0, ETH1));

  @Test
  void planCarriesEverythingTheAgentNeeds() {
    VirtualIP virtualIP = virtualIP(spec("192.168.1.240", "192.168.1.241"));
    virtualIP.getMetadata().setUid("uid-1");
    virtualIP.getMetadata().setGeneration(3L);

    assertThat(NodePlanner.plan(virtualIP, 51, 190, NODE))
        .isEqualTo(
            new NodePlan.Routers(
                List.of(
                    new VirtualRouterSpec(
                        new VirtualIPReference("ingress", "uid-1", 3),
                        Family.IPV4,
                        "eth0",
                        51,
                        3,
                        190,
                        250,
                        true,
                        30,
                        List.of("192.168.1.240", "192.168.1.241"),
                        ChecksumMode.PSEUDO_HEADER,
                        null,
                        PeerMode.MULTICAST,
                        List.of(),
                        List.of(),
                        false))));
  }

  @Test
  void givenIntervalAndPreemptionAreTaken() {
    VirtualIPSpec spec =
        new VirtualIPSpec(
            List.of("10.0.3.4"),
            null,
            7,
            null,
            1000,
            false,
            null,
            null,
            List.of(),
            List.of(),
            null,
            null,
            null,
            false);

    assertThat(router(plan(spec)))
        .returns(1000, VirtualRouterSpec::advertisementIntervalMilliseconds)
        .returns(false, VirtualRouterSpec::preempt)
        .returns("eth1", VirtualRouterSpec::interfaceName);
  }

  @Test
  void suspendedRunsNothing() {
    VirtualIPSpec spec =
        new VirtualIPSpec(
            List.of("10.0.3.4"),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(),
            List.of(),
            null,
            null,
            null,
            true);

    assertThat(plan(spec)).isEqualTo(new NodePlan.Routers(List.of()));
  }

  @Test
  void longestPrefixDecidesBetweenInterfaces() {
    NetworkInterface narrow = networkInterface("eth2", "10.0.3.11/24");
    NodeFacts node = new NodeFacts("node-a", List.of(ETH1, narrow));

    assertThat(router(NodePlanner.plan(virtualIP(spec("10.0.3.4")), 51, 200, node)))
        .returns("eth2", VirtualRouterSpec::interfaceName);
  }

  @Test
  void kernelsOrderDecidesBetweenEqualSubnets() {
    NodeFacts node =
        new NodeFacts("node-a", List.of(ETH0, networkInterface("wlan0", "192.168.1.12/24")));

    assertThat(router(NodePlanner.plan(virtualIP(spec("192.168.1.240")), 51, 200, node)))
        .returns("eth0", VirtualRouterSpec::interfaceName);
  }

  @Test
  void nodesOwnInterfaceGoesBeforeTheCommonOne() {
    NodeFacts node =
        new NodeFacts("node-a", List.of(ETH0, networkInterface("wlan0", "192.168.1.12/24")));
    VirtualIPSpec spec = onInterface("eth0", new NodeOverride("node-a", null, "wlan0"));

    assertThat(router(NodePlanner.plan(virtualIP(spec), 51, 200, node)))
        .returns("wlan0", VirtualRouterSpec::interfaceName);
  }

  @Test
  void overrideOfAnotherNodeIsNotTaken() {
    assertThat(router(plan(onInterface("eth0", new NodeOverride("node-b", null, "eth9")))))
        .returns("eth0", VirtualRouterSpec::interfaceName);
  }

  @Test
  void addressOnNoSubnetIsRefusedNamingTheSubnets() {
    refused(plan(spec("192.168.9.240")))
        .returns("spec.addresses[0]", NodePlan.Refusal::field)
        .returns(
            "192.168.9.240 is on no subnet of node node-a, which has eth0 192.168.1.11/24,"
                + " eth1 10.0.0.11/16 172.16.0.1/31",
            NodePlan.Refusal::message);
  }

  @Test
  void addressOffTheNamedInterfaceIsRefused() {
    VirtualIPSpec spec =
        new VirtualIPSpec(
            List.of("10.0.3.4"),
            "eth0",
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(),
            List.of(),
            null,
            null,
            null,
            null);

    refused(plan(spec))
        .returns("spec.addresses[0]", NodePlan.Refusal::field)
        .returns(
            "10.0.3.4 is on no subnet of node node-a on eth0, which has eth0 192.168.1.11/24",
            NodePlan.Refusal::message);
  }

  @Test
  void addressesOfTwoLinksAreRefused() {
    refused(plan(spec("192.168.1.240", "10.0.3.4")))
        .returns("spec.addresses[1]", NodePlan.Refusal::field);
  }

  @Test
  void missingInterfaceIsRefusedAtTheFieldThatNamesIt() {
    refused(plan(onInterface("eth9")))
        .returns("spec.interface", NodePlan.Refusal::field)
        .satisfies(
            refusal ->
                assertThat(refusal.message()).contains("node-a", "eth9", "eth0 192.168.1.11/24"));
    refused(
            plan(
                onInterface(
                    null,
                    new NodeOverride("node-b", 9, null),
                    new NodeOverride("node-a", null, "eth9"))))
        .returns("spec.nodes[1].interface", NodePlan.Refusal::field);
  }

  @Test
  void addressOfTheNodeItselfIsRefusedUnlessItIsTheOwner() {
    VirtualIP virtualIP = virtualIP(spec("192.168.1.240", "192.168.1.11"));

    refused(NodePlanner.plan(virtualIP, 51, 254, NODE))
        .returns("spec.addresses[1]", NodePlan.Refusal::field)
        .satisfies(refusal -> assertThat(refusal.cure()).contains("priority 255"));
    assertThat(router(NodePlanner.plan(virtualIP, 51, 255, NODE)))
        .returns(255, VirtualRouterSpec::priority);
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.168.1.0", "192.168.1.255", "10.0.0.0", "10.0.255.255"})
  void networkAndBroadcastAddressAreRefused(String address) {
    refused(plan(spec(address)))
        .satisfies(refusal -> assertThat(refusal.message()).contains("network or broadcast"));
  }

  @Test
  void bothAddressesOfAPointToPointSubnetAreHosts() {
    assertThat(router(plan(spec("172.16.0.0")))).returns("eth1", VirtualRouterSpec::interfaceName);
  }

  @Test
  void invalidSpecIsRefusedBeforeAnythingElse() {
    refused(plan(spec("fd00:0::240"))).returns("spec.addresses[0]", NodePlan.Refusal::field);
  }

  @Test
  void eachFamilyGetsItsRouterUnderOneVrid() {
    NodeFacts node =
        new NodeFacts(
            "node-a", List.of(networkInterface("eth0", "192.168.1.11/24", "2001:db8::11/64")));

    assertThat(places(spec("2001:db8::240", "192.168.1.240", "2001:db8::241"), node))
        .containsExactly(
            "IPV4 eth0 51 [192.168.1.240]", "IPV6 eth0 51 [2001:db8::240, 2001:db8::241]");
  }

  @Test
  void familiesGoWhereTheirSubnetsAre() {
    NodeFacts node =
        new NodeFacts("node-a", List.of(ETH0, networkInterface("eth2", "2001:db8::11/64")));

    assertThat(places(spec("192.168.1.240", "2001:db8::240"), node))
        .containsExactly("IPV4 eth0 51 [192.168.1.240]", "IPV6 eth2 51 [2001:db8::240]");
  }

  @Test
  void familiesStayTogetherWhereOneInterfaceHasBothSubnets() {
    NodeFacts node =
        new NodeFacts(
            "node-a",
            List.of(
                networkInterface("eth0", "192.168.1.11/24"),
                networkInterface("eth1", "2001:db8::11/64"),
                networkInterface("eth2", "192.168.1.12/24", "2001:db8::12/64")));

    assertThat(places(spec("192.168.1.240", "2001:db8::240"), node))
        .containsExactly("IPV4 eth2 51 [192.168.1.240]", "IPV6 eth2 51 [2001:db8::240]");
  }

  @Test
  void linkLocalAddressesGoFirstAndNeedNoSubnet() {
    NodeFacts node = new NodeFacts("node-a", List.of(networkInterface("eth0", "2001:db8::11/64")));
    VirtualIPSpec spec = withInterface("eth0", "2001:db8::240", "fe80::61");

    assertThat(places(spec, node)).containsExactly("IPV6 eth0 51 [fe80::61, 2001:db8::240]");
    assertThat(places(withInterface("eth1", "fe80::61", "10.0.3.4"), NODE))
        .containsExactly("IPV4 eth1 51 [10.0.3.4]", "IPV6 eth1 51 [fe80::61]");
  }

  @Test
  void linkLocalAddressNeedsTheInterfaceOfThisNode() {
    VirtualIPSpec spec = withNodes(List.of("fe80::61"), new NodeOverride("node-b", null, "eth0"));

    refused(plan(spec))
        .returns("spec.addresses[0]", NodePlan.Refusal::field)
        .satisfies(
            refusal ->
                assertThat(refusal.message())
                    .isEqualTo(
                        "fe80::61 is link-local, and no interface is named for node node-a"));
  }

  @Test
  void linkLocalAddressOfTheNodeItselfIsRefused() {
    NodeFacts node =
        new NodeFacts(
            "node-a",
            List.of(
                new NetworkInterface(
                    "eth0", ETH0.subnets(), (Inet6Address) InetAddress.ofLiteral("fe80::61"))));

    refused(NodePlanner.plan(virtualIP(withInterface("eth0", "fe80::61")), 51, 200, node))
        .satisfies(refusal -> assertThat(refusal.message()).contains("own address of node node-a"));
  }

  @Test
  void ipv6OnNoSubnetIsRefusedWhateverIpv4Has() {
    refused(plan(spec("192.168.1.240", "2001:db8::240")))
        .returns("spec.addresses[1]", NodePlan.Refusal::field)
        .satisfies(
            refusal -> assertThat(refusal.message()).startsWith("2001:db8::240 is on no subnet"));
  }

  @Test
  void anycastAddressOfAllRoutersIsRefused() {
    NodeFacts node = new NodeFacts("node-a", List.of(networkInterface("eth0", "2001:db8::11/64")));

    refused(NodePlanner.plan(virtualIP(spec("2001:db8::")), 51, 200, node))
        .satisfies(
            refusal ->
                assertThat(refusal.message())
                    .contains("subnet-router anycast address of 2001:db8::11/64"));
    assertThat(places(spec("2001:db8::ffff:ffff:ffff:ffff"), node)).hasSize(1);
  }

  @Test
  void externalRoutersGoToTheirFamily() {
    NodeFacts node =
        new NodeFacts(
            "node-a", List.of(networkInterface("eth0", "192.168.1.11/24", "2001:db8::11/64")));
    VirtualIPSpec plain = spec("192.168.1.240", "2001:db8::240");
    VirtualIPSpec spec =
        new VirtualIPSpec(
            plain.addresses(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(),
            List.of(),
            new Peers(PeerMode.BOTH, List.of("192.168.1.9", "2001:db8::9")),
            null,
            null,
            null);

    assertThat(routers(NodePlanner.plan(virtualIP(spec), 51, 200, node)))
        .extracting(VirtualRouterSpec::externalPeers)
        .containsExactly(List.of("192.168.1.9"), List.of("2001:db8::9"));
  }

  @Test
  void nodeWithoutInterfacesIsRefused() {
    refused(
            NodePlanner.plan(
                virtualIP(spec("192.168.1.240")), 51, 200, new NodeFacts("bare", List.of())))
        .satisfies(refusal -> assertThat(refusal.message()).endsWith("which has none"));
  }

  @Test
  void aloneTheWrittenPriorityIsTakenElseTheRank() {
    VirtualIPSpec spec =
        new VirtualIPSpec(
            List.of("192.168.1.240"),
            null,
            51,
            null,
            null,
            null,
            null,
            null,
            List.of(new NodeOverride("node-b", 210, null)),
            List.of(),
            null,
            null,
            null,
            null);
    NodeFacts other = new NodeFacts("node-b", List.of(ETH0));

    assertThat(router(NodePlanner.planAlone(virtualIP(spec), other)))
        .returns(210, VirtualRouterSpec::priority)
        .returns(51, VirtualRouterSpec::virtualRouterID)
        .returns(new VirtualIPReference("ingress", "", 0), VirtualRouterSpec::virtualIP);
    assertThat(router(NodePlanner.planAlone(virtualIP(spec), NODE)))
        .returns(Ranks.priorityAlone("ingress", "node-a"), VirtualRouterSpec::priority);
  }

  @Test
  void aloneTheVridMustBeGiven() {
    refused(NodePlanner.planAlone(virtualIP(spec("192.168.1.240")), NODE))
        .returns("spec.virtualRouterID", NodePlan.Refusal::field);
  }

  private static NodePlan plan(VirtualIPSpec spec) {
    return NodePlanner.plan(virtualIP(spec), 51, 200, NODE);
  }

  /** Family, interface, VRID and addresses of each router. */
  private static List<String> places(VirtualIPSpec spec, NodeFacts node) {
    return routers(NodePlanner.plan(virtualIP(spec), 51, 200, node)).stream()
        .map(
            router ->
                "%s %s %d %s"
                    .formatted(
                        router.family(),
                        router.interfaceName(),
                        router.virtualRouterID(),
                        router.addresses()))
        .toList();
  }

  private static List<VirtualRouterSpec> routers(NodePlan plan) {
    assertThat(plan).isInstanceOf(NodePlan.Routers.class);
    return ((NodePlan.Routers) plan).virtualRouters();
  }

  private static VirtualIPSpec withInterface(String interfaceName, String... addresses) {
    return new VirtualIPSpec(
        List.of(addresses),
        interfaceName,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        null,
        null,
        null,
        null);
  }

  private static VirtualIPSpec withNodes(List<String> addresses, NodeOverride... nodes) {
    return new VirtualIPSpec(
        addresses,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(nodes),
        List.of(),
        null,
        null,
        null,
        null);
  }

  private static VirtualRouterSpec router(NodePlan plan) {
    assertThat(plan)
        .asInstanceOf(type(NodePlan.Routers.class))
        .satisfies(routers -> assertThat(routers.virtualRouters()).hasSize(1));
    return ((NodePlan.Routers) plan).virtualRouters().getFirst();
  }

  private static ObjectAssert<NodePlan.Refusal> refused(NodePlan plan) {
    return assertThat(plan).asInstanceOf(type(NodePlan.Refusal.class));
  }

  private static VirtualIPSpec spec(String... addresses) {
    return new VirtualIPSpec(
        List.of(addresses),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        null,
        null,
        null,
        null);
  }

  private static VirtualIPSpec onInterface(
      @Nullable String interfaceName, NodeOverride... overrides) {
    return new VirtualIPSpec(
        List.of("192.168.1.240"),
        interfaceName,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(overrides),
        List.of(),
        null,
        null,
        null,
        null);
  }

  private static VirtualIP virtualIP(VirtualIPSpec spec) {
    VirtualIP virtualIP = new VirtualIP();
    virtualIP.setMetadata(new ObjectMetaBuilder().withName("ingress").build());
    virtualIP.setSpec(spec);
    return virtualIP;
  }

  private static NetworkInterface networkInterface(String name, String... subnets) {
    return new NetworkInterface(
        name,
        List.of(subnets).stream()
            .map(
                text -> {
                  int slash = text.indexOf('/');
                  return new Subnet(
                      InetAddress.ofLiteral(text.substring(0, slash)),
                      Integer.parseInt(text.substring(slash + 1)));
                })
            .toList());
  }
}
