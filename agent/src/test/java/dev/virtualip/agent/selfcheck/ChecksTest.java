package dev.virtualip.agent.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.loop.Diagnosis;
import dev.virtualip.agent.loop.LoopSnapshot;
import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.agent.loop.VirtualRouterSnapshot.ActiveSource;
import dev.virtualip.agent.vrrp.Conflict;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.api.v1alpha1.ChecksumMode;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.RouterCondition;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of machines and routers that are written down: 192.0.2.100 on eth0. */
class ChecksTest {

  private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");
  private static final InetAddress OWN = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.2");
  private static final InetAddress VIRTUAL = InetAddress.ofLiteral("192.0.2.100");

  private final FakeHost host = new FakeHost();

  private static VirtualRouterSpec spec(Family family, int priority, String address) {
    return VirtualRouterSpec.of(
        new VirtualIPReference("ingress", "uid", 1),
        family,
        "eth0",
        51,
        priority,
        250,
        true,
        List.of(address));
  }

  private static VirtualRouterSpec ipv4() {
    return spec(Family.IPV4, 100, "192.0.2.100");
  }

  private static VirtualRouterSpec ipv6() {
    return spec(Family.IPV6, 100, "2001:db8::100");
  }

  private static VirtualRouterSnapshot router(
      VirtualRouterSpec spec, State state, List<ActiveSource> sources, List<Conflict> conflicts) {
    return new VirtualRouterSnapshot(
        spec,
        state,
        spec.priority(),
        250,
        state == State.ACTIVE,
        false,
        state == State.ACTIVE ? OWN : null,
        sources,
        NOW,
        null,
        List.of(),
        conflicts,
        List.of(),
        null,
        Map.of());
  }

  private List<RouterCondition> examine(VirtualRouterSnapshot router, InetAddress... apiServer) {
    LoopSnapshot snapshot = new LoopSnapshot(true, true, List.of(router), List.of(), Map.of());
    List<Diagnosis> found =
        SelfChecks.examine(
            snapshot, host, SelfChecks.checks(InstantSource.fixed(NOW), List.of(apiServer)));
    return found.stream().flatMap(diagnosis -> diagnosis.conditions().stream()).toList();
  }

  private List<RouterCondition> examine(VirtualRouterSpec spec) {
    return examine(router(spec, State.BACKUP, List.of(), List.of()));
  }

  private RouterCondition only(VirtualRouterSpec spec, String type, String reason) {
    return only(examine(spec), type, reason);
  }

  private static RouterCondition only(
      List<RouterCondition> conditions, String type, String reason) {
    assertThat(conditions).hasSize(1);
    RouterCondition condition = conditions.getFirst();
    assertThat(condition.type()).isEqualTo(type);
    assertThat(condition.reason()).isEqualTo(reason);
    assertThat(condition.message()).hasSizeLessThan(1024).contains("; ");
    return condition;
  }

  @Test
  void nothingIsWrong() {
    assertThat(examine(ipv4())).isEmpty();
    assertThat(examine(ipv6())).isEmpty();
    host.virtual("eth0", "192.0.2.100", 32).virtual("eth0", "2001:db8::100", 128);
    assertThat(examine(ipv4())).isEmpty();
    assertThat(examine(ipv6())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void interfaceIsMissing(Family family) {
    host.without("eth0").card("eth1", FakeHost.UP);
    RouterCondition condition =
        only(family == Family.IPV4 ? ipv4() : ipv6(), "InterfaceMissing", "NotFound");
    assertThat(condition.message()).contains("eth0", "spec.interface", "eth1");
  }

  @ParameterizedTest
  @CsvSource({"0, SwitchedOff, ip link set dev eth0 up", "1, NoCarrier, cable"})
  void interfaceIsDown(int flags, String reason, String cure) {
    host.card("eth0", flags);
    assertThat(only(ipv4(), "InterfaceDown", reason).message()).contains(cure);
    assertThat(only(ipv6(), "InterfaceDown", reason).message()).contains(cure);
  }

  @Test
  void noIpv4AddressToAdvertiseFrom() {
    host.noAddress("192.0.2.1").virtual("eth0", "192.0.2.100", 32);
    assertThat(examine(ipv4()))
        .extracting(RouterCondition::type)
        .containsExactly("NoSourceAddress", "NoConnectedSubnet");
    assertThat(examine(ipv6())).as("another family").isEmpty();
  }

  @Test
  void noLinkLocalAddressBecauseIpv6IsOff() {
    host.noAddress("fe80::1").sysctl("net/ipv6/conf/eth0/disable_ipv6", 1);
    assertThat(only(ipv6(), "NoSourceAddress", "NoLinkLocalAddress").message())
        .contains("'sysctl -w net/ipv6/conf/eth0/disable_ipv6=0'");
  }

  @Test
  void noLinkLocalAddressBecauseNoneIsMade() {
    host.noAddress("fe80::1").sysctl("net/ipv6/conf/eth0/addr_gen_mode", 1);
    assertThat(only(ipv6(), "NoSourceAddress", "NoLinkLocalAddress").message())
        .contains("'sysctl -w net/ipv6/conf/eth0/addr_gen_mode=0'");
  }

  @ParameterizedTest
  @CsvSource({"false, TentativeLinkLocalAddress", "true, DuplicateLinkLocalAddress"})
  void linkLocalAddressCantBeUsed(boolean duplicate, String reason) {
    host.noAddress("fe80::1").tentative("eth0", "fe80::1", duplicate);
    assertThat(only(ipv6(), "NoSourceAddress", reason).message()).contains("fe80::1");
  }

  @Test
  void addressIsInNoSubnet() {
    assertThat(
            only(spec(Family.IPV4, 100, "198.51.100.9"), "NoConnectedSubnet", "NoSubnet").message())
        .contains("198.51.100.9", "192.0.2.1/24", "dev eth0");
    host.card("eth1", FakeHost.UP | FakeHost.RUNNING).address("eth1", "198.51.100.1", 24);
    assertThat(
            only(spec(Family.IPV4, 100, "198.51.100.9"), "NoConnectedSubnet", "OtherInterface")
                .message())
        .contains("eth1, in spec.interface");
  }

  @Test
  void linkLocalAddressNeedsNoSubnet() {
    assertThat(examine(spec(Family.IPV6, 100, "fe80::100"))).isEmpty();
  }

  @Test
  void ownersAddressMayBeTheOnlyOneAndStatic() {
    host.noAddress("192.0.2.1").address("eth0", "192.0.2.100", 24);
    assertThat(examine(spec(Family.IPV4, 255, "192.0.2.100"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8, net/ipv4/conf/eth0/arp_ignore=1",
    "8, 0, net/ipv4/conf/all/arp_ignore=1",
    "8, 3, net/ipv4/conf/all/arp_ignore=1 net/ipv4/conf/eth0/arp_ignore=1"
  })
  void arpIsNotAnswered(int all, int own, String cure) {
    host.sysctl("net/ipv4/conf/all/arp_ignore", all).sysctl("net/ipv4/conf/eth0/arp_ignore", own);
    assertThat(only(ipv4(), "ArpIgnored", "ArpIgnore").message())
        .contains("'sysctl -w " + cure + "'", "192.0.2.100");
    assertThat(examine(ipv6())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2", "3"})
  void arpIsAnswered(int value) {
    host.sysctl("net/ipv4/conf/all/arp_ignore", value);
    assertThat(examine(ipv4())).isEmpty();
  }

  @Test
  void reversePathFilterDropsWhatComesFromBeyondTheLink() {
    host.card("eth1", FakeHost.UP | FakeHost.RUNNING).route("eth1", "0.0.0.0", 0, 50);
    assertThat(examine(ipv4())).as("off").isEmpty();
    host.sysctl("net/ipv4/conf/all/rp_filter", 1);
    assertThat(only(ipv4(), "ReversePathFilter", "DefaultRoute").message())
        .contains("eth1", "'sysctl -w net/ipv4/conf/eth0/rp_filter=2'");
    host.sysctl("net/ipv4/conf/eth0/rp_filter", 2);
    assertThat(examine(ipv4())).as("loose").isEmpty();
  }

  @Test
  void reversePathFilterDropsWhatComesFromTheSubnetOfAnotherInterface() {
    host.noRoutes()
        .route("eth1", "192.0.2.0", 24, 0)
        .route("eth0", "192.0.2.0", 24, 10)
        .sysctl("net/ipv4/conf/eth0/rp_filter", 1);
    assertThat(only(ipv4(), "ReversePathFilter", "SubnetElsewhere").message()).contains("eth1");
  }

  @Test
  void strictReversePathFilterIsRightWithTheDefaultRouteHere() {
    host.sysctl("net/ipv4/conf/all/rp_filter", 1).route("eth1", "10.0.0.0", 8, 0);
    assertThat(examine(ipv4())).isEmpty();
    host.noRoutes();
    assertThat(examine(ipv4())).as("no default route at all").isEmpty();
  }

  @Test
  void kubeProxyHasTheAddress() {
    host.card("kube-ipvs0", 0).address("kube-ipvs0", "192.0.2.100", 32);
    host.address("kube-ipvs0", "2001:db8::100", 128);
    assertThat(only(ipv4(), "AddressAssigned", "KubeIpvs").message())
        .contains("strictARP: true", "arp_ignore=1");
    assertThat(examine(ipv6())).as("neighbor discovery minds the interface").isEmpty();
    host.sysctl("net/ipv4/conf/all/arp_ignore", 1);
    assertThat(examine(ipv4())).isEmpty();
  }

  @Test
  void anotherInterfaceHasTheAddress() {
    host.card("dummy0", FakeHost.UP).address("dummy0", "192.0.2.100", 24);
    assertThat(only(ipv4(), "AddressAssigned", "OtherInterface").message())
        .contains("'ip address delete 192.0.2.100/24 dev dummy0'");
  }

  @Test
  void somebodyElseHasPutTheAddressThere() {
    host.address("eth0", "192.0.2.100", 24);
    assertThat(only(ipv4(), "AddressAssigned", "Static").message())
        .contains("'ip address delete 192.0.2.100/24 dev eth0'");
  }

  @Test
  void wirelessInterface() {
    host.wireless("eth0");
    assertThat(only(ipv4(), "WirelessInterface", "Multicast").message())
        .contains("eth0", "spec.peers.mode: Both");
  }

  @Test
  void anAddressIsInUse() {
    List<Conflict> conflicts = List.of(new Conflict(VIRTUAL, "b8:27:eb:00:00:01"));
    RouterCondition waiting =
        only(
            examine(router(ipv4(), State.BACKUP, List.of(), conflicts)),
            "AddressConflict",
            "InUse");
    assertThat(waiting.message()).contains("192.0.2.100", "b8:27:eb:00:00:01");
    RouterCondition holding =
        only(
            examine(router(ipv4(), State.ACTIVE, List.of(), conflicts)),
            "AddressConflict",
            "ClaimedElsewhere");
    assertThat(holding.message()).contains("192.0.2.100", "b8:27:eb:00:00:01");
  }

  private static ActiveSource heard(InetAddress source, int millisecondsAgo) {
    return new ActiveSource(source, NOW.minusMillis(millisecondsAgo), List.of(VIRTUAL), null);
  }

  @Test
  void aForeignRouterUsesTheVirtualRouterId() {
    ActiveSource foreign =
        new ActiveSource(
            OTHER,
            NOW,
            List.of(InetAddress.ofLiteral("192.0.2.50"), InetAddress.ofLiteral("192.0.2.51")),
            null);
    VirtualRouterSnapshot router = router(ipv4(), State.BACKUP, List.of(foreign), List.of());
    assertThat(only(examine(router), "ForeignRouter", "VirtualRouterIDConflict").message())
        .contains("51", "eth0", "192.0.2.2", "192.0.2.50, 192.0.2.51", "spec.virtualRouterID");
  }

  @Test
  void anAddressInCommonMakesAPartner() {
    ActiveSource partner =
        new ActiveSource(OTHER, NOW, List.of(InetAddress.ofLiteral("192.0.2.50"), VIRTUAL), null);
    assertThat(examine(router(ipv4(), State.BACKUP, List.of(partner), List.of()))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"PSEUDO_HEADER, PseudoHeader", "MESSAGE_ONLY, MessageOnly"})
  void aPartnerSendsTheOtherChecksum(ChecksumMode mode, String word) {
    ActiveSource partner = new ActiveSource(OTHER, NOW, List.of(VIRTUAL), mode);
    VirtualRouterSnapshot router = router(ipv4(), State.BACKUP, List.of(partner), List.of());
    assertThat(only(examine(router), "ChecksumFormDiffers", word).message())
        .contains("192.0.2.2", "set spec.checksum: " + word);
  }

  @Test
  void twoActivesForLongerThanAnElection() {
    List<ActiveSource> sources =
        List.of(new ActiveSource(OWN, NOW.minusMillis(9000)), heard(OTHER, 2000));
    RouterCondition ours =
        only(examine(router(ipv4(), State.ACTIVE, sources, List.of())), "DualActive", "NotHeard");
    assertThat(ours.message()).startsWith("192.0.2.2 is Active as well").contains("224.0.0.18");
    RouterCondition theirs =
        only(examine(router(ipv4(), State.BACKUP, sources, List.of())), "DualActive", "TwoHolders");
    assertThat(theirs.message()).startsWith("192.0.2.1 and 192.0.2.2 are Active");
  }

  @Test
  void twoActivesInAnElection() {
    List<ActiveSource> sources =
        List.of(new ActiveSource(OWN, NOW.minusMillis(1999)), heard(OTHER, 60_000));
    assertThat(examine(router(ipv4(), State.ACTIVE, sources, List.of()))).isEmpty();
  }

  @Test
  void theApiServerIsReachedByTheAddress() {
    VirtualRouterSnapshot router = router(ipv4(), State.BACKUP, List.of(), List.of());
    assertThat(only(examine(router, VIRTUAL), "ApiServerByVirtualAddress", "Agent").message())
        .contains("192.0.2.100", "static pod");
    assertThat(examine(router, OTHER)).isEmpty();
    host.connected("192.0.2.100", 443);
    assertThat(examine(router)).as("a client of what is behind the address").isEmpty();
    host.connected("192.0.2.100", 6443);
    assertThat(only(examine(router), "ApiServerByVirtualAddress", "Kubelet").message())
        .contains("192.0.2.100", "6443");
  }
}
