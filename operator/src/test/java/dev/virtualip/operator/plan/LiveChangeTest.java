package dev.virtualip.operator.plan;

import static dev.virtualip.operator.testing.Agents.agent;
import static dev.virtualip.operator.testing.Agents.runs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.Authentication;
import dev.virtualip.api.v1alpha1.AuthenticationType;
import dev.virtualip.api.v1alpha1.ChecksumMode;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.InterfacePeers;
import dev.virtualip.api.v1alpha1.InterfaceStatus;
import dev.virtualip.api.v1alpha1.PeerMode;
import dev.virtualip.api.v1alpha1.VirtualIPNodeSpec;
import dev.virtualip.api.v1alpha1.VirtualIPNodeStatus;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterState;
import dev.virtualip.api.v1alpha1.VirtualRouterStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A change step by step: each test plays the agents and asserts what each node is told next. */
class LiveChangeTest {

  private static final Map<String, String> SUBNETS =
      Map.of("a", "192.0.2.11/24", "b", "192.0.2.12/24", "c", "192.0.2.13/24");

  private final Map<String, NodeReport> nodes = new TreeMap<>();
  private Optional<String> holder = Optional.of("a");
  private Optional<String> preferred = Optional.empty();
  private Set<String> silent = Set.of();
  private boolean patient = true;

  @Test
  void everybodyGetsANewRouterAtOnce() {
    holder = Optional.empty();
    idle("a", "b", "c");
    assertThat(told(wanted(51, "a", "b", "c"))).isEqualTo("a=51 b=51 c=51");
  }

  @Test
  void anotherVirtualRouterIDComesInThreeSteps() {
    running(51, "a", "b", "c");
    Map<String, VirtualRouterSpec> wanted = wanted(52, "a", "b", "c");

    assertThat(told(wanted)).isEqualTo("a=51");
    order("b", null);
    order("c", null);
    assertThat(told(wanted)).as("b and c have not said that they are done").isEqualTo("a=51");
    done("b");
    assertThat(told(wanted)).isEqualTo("a=51");
    done("c");
    assertThat(told(wanted)).isEqualTo("a=52");
    order("a", router(52, "a"));
    assertThat(told(wanted)).as("a may still be on the old number").isEqualTo("a=52");
    done("a");
    assertThat(told(wanted)).isEqualTo("a=52 b=52 c=52");
  }

  @Test
  void theHolderThatChangesMeanwhileIsTheOneThatKeepsTheAddresses() {
    running(51, "a", "b", "c");
    order("c", null);
    done("c");
    holder = Optional.of("b");
    assertThat(told(wanted(52, "a", "b", "c"))).isEqualTo("b=51");
  }

  @Test
  void aNodeThatIsGoneIsNotWaitedForAndOneThatIsNotReadyIs() {
    running(51, "a", "b");
    order("b", null);
    nodes.computeIfPresent("b", (_, it) -> report(it, false, false));
    assertThat(told(wanted(52, "a", "b"))).isEqualTo("a=51");
    nodes.computeIfPresent("b", (_, it) -> report(it, false, true));
    assertThat(told(wanted(52, "a", "b"))).isEqualTo("a=52");
  }

  @Test
  void anAgentThatNeverAnswersIsWaitedForUntilItHasBeenSilentForTooLong() {
    running(51, "a", "b");
    order("b", null);
    patient = false;
    assertThat(told(wanted(52, "a", "b"))).isEqualTo("a=51");
    silent = Set.of("b");
    assertThat(told(wanted(52, "a", "b"))).isEqualTo("a=52");
  }

  @Test
  void anAgentThatAnswersAndDoesNotDoItIsWaitedForUntilPatienceEnds() {
    running(51, "a", "b");
    nodes.computeIfPresent(
        "b", (_, it) -> new NodeReport("b", true, false, spec(List.of(), null), true, it.status()));
    assertThat(told(wanted(52, "a", "b"))).isEqualTo("a=51");
    patient = false;
    assertThat(told(wanted(52, "a", "b"))).isEqualTo("a=52");
  }

  @Test
  void oneSilentAgentDoesNotMakeTheOthersGoAheadOfEachOther() {
    running(51, "a", "b", "c");
    silent = Set.of("c");
    patient = false;
    Map<String, VirtualRouterSpec> wanted = wanted(52, "a", "b", "c");
    order("b", null);
    order("c", null);
    assertThat(told(wanted)).as("b has not said that it is done").isEqualTo("a=51");
    done("b");
    assertThat(told(wanted)).isEqualTo("a=52");
    order("a", router(52, "a"));
    assertThat(told(wanted)).as("a may still be on the old number").isEqualTo("a=52");
    done("a");
    assertThat(told(wanted)).isEqualTo("a=52 b=52 c=52");
  }

  @Test
  void withoutAHolderTheBestThatIsUpGoesFirst() {
    holder = Optional.empty();
    running(51, "a", "b", "c");
    nodes.replaceAll(
        (node, it) ->
            new NodeReport(
                node, true, false, it.spec(), true, status(node, VirtualRouterState.BACKUP, it)));
    assertThat(told(wanted(52, "a", "b", "c"))).isEqualTo("a=51");
  }

  static Stream<Arguments> changes() {
    VirtualRouterSpec three = router(51, "a");
    VirtualRouterSpec two = variant(2, 1000, null, PeerMode.MULTICAST);
    Authentication password = new Authentication(AuthenticationType.SIMPLE_PASSWORD, "lab");
    return Stream.of(
        Arguments.of("version", three, two, true),
        Arguments.of("interval, v2", two, variant(2, 2000, null, PeerMode.MULTICAST), true),
        Arguments.of("password, v2", two, variant(2, 1000, password, PeerMode.MULTICAST), true),
        Arguments.of("interval, v3", three, variant(3, 500, null, PeerMode.MULTICAST), false),
        Arguments.of("multicast to unicast", three, variant(3, 250, null, PeerMode.UNICAST), true),
        Arguments.of("multicast to both", three, variant(3, 250, null, PeerMode.BOTH), false),
        Arguments.of("interface, other link", three, three.withInterface("eth9"), true),
        Arguments.of("interface, same link", three, three.withInterface("eth1"), false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void onlyWhatMakesRoutersDeafIsRolled(
      String change, VirtualRouterSpec before, VirtualRouterSpec after, boolean rolled) {
    for (String node : List.of("a", "b")) {
      idle(node);
      order(node, before);
      done(node);
    }
    Map<String, VirtualRouterSpec> orders = orders(Map.of("a", after, "b", after));
    assertThat(orders).isEqualTo(rolled ? Map.of("a", before) : Map.of("a", after, "b", after));
  }

  @Test
  void aHolderThatLosesItsRouterHandsOverFirst() {
    running(51, "a", "b");
    Map<String, VirtualRouterSpec> wanted = wanted(51, "b");
    assertThat(told(wanted)).isEqualTo("a=51! b=51");
    holder = Optional.of("b");
    assertThat(told(wanted)).isEqualTo("b=51");
  }

  @Test
  void aHolderThatIsToLeaveStaysAsItIsUntilSomebodyCouldTakeOver() {
    running(51, "a");
    idle("b");
    Map<String, VirtualRouterSpec> wanted = wanted(51, "b");
    assertThat(told(wanted)).isEqualTo("a=51 b=51");
    order("b", router(51, "b"));
    assertThat(told(wanted)).isEqualTo("a=51 b=51");
    done("b");
    assertThat(told(wanted)).isEqualTo("a=51! b=51");
  }

  @Test
  void aBackupLosesItsRouterAtOnce() {
    running(51, "a", "b", "c");
    assertThat(told(wanted(51, "a", "c"))).isEqualTo("a=51 c=51");
  }

  @Test
  void aHolderThatLeavesInTheSameChangeGoesThroughItAndThenHandsOver() {
    running(51, "a");
    idle("b");
    Map<String, VirtualRouterSpec> wanted = wanted(52, "b");
    assertThat(told(wanted)).isEqualTo("a=52");
    order("a", router(52, "a"));
    assertThat(told(wanted)).as("b would elect alone").isEqualTo("a=52");
    done("a");
    assertThat(told(wanted)).isEqualTo("a=52 b=52");
    order("b", router(52, "b"));
    done("b");
    assertThat(told(wanted)).isEqualTo("a=52! b=52");
  }

  @Test
  void nobodyTakesOverWhenAllAreToRelease() {
    running(51, "a", "b", "c");
    assertThat(told(Map.of())).isEqualTo("a=51");
    order("b", null);
    assertThat(told(Map.of())).isEqualTo("a=51");
    order("c", null);
    assertThat(told(Map.of())).isEqualTo("");
  }

  @Test
  void aPreferredNodeTakesOverByItselfAndWithoutPreemptionTheHolderHandsOverToIt() {
    running(51, "a", "b");
    preferred = Optional.of("b");
    VirtualRouterSpec a = router(51, "a");
    VirtualRouterSpec b = preferred(true);
    order("b", b);
    done("b");
    assertThat(told(Map.of("a", a, "b", b))).isEqualTo("a=51 b=51");
    VirtualRouterSpec stays = preferred(false);
    assertThat(told(Map.of("a", a, "b", stays)))
        .as("b has not been told that it doesn't preempt, but advertises 254")
        .isEqualTo("a=51! b=51");
    holder = Optional.of("b");
    assertThat(told(Map.of("a", a, "b", stays))).isEqualTo("a=51 b=51");
  }

  @Test
  void theHolderDoesNotHandOverBeforeTheTargetSaysThatItIsPreferred() {
    running(51, "a", "b");
    preferred = Optional.of("b");
    assertThat(told(Map.of("a", router(51, "a"), "b", preferred(false)))).isEqualTo("a=51 b=51");
  }

  @Test
  void aPriorityThatTheUserWroteIsNoWishForAMove() {
    running(51, "a", "b");
    VirtualRouterSpec written = preferred(false);
    order("b", written);
    done("b");
    assertThat(told(Map.of("a", router(51, "a"), "b", written))).isEqualTo("a=51 b=51");
  }

  @Test
  void aNodeWhoseReportIsLostKeepsWhatItWasToldUntilItReportsOrIsGone() {
    running(51, "a", "b");
    nodes.computeIfPresent(
        "a", (_, it) -> new NodeReport("a", true, false, it.spec(), false, null));
    holder = Optional.empty();
    assertThat(told(wanted(51, "b"))).isEqualTo("a=51 b=51");
    nodes.computeIfPresent("a", (_, it) -> report(it, false, true));
    assertThat(told(wanted(51, "b"))).isEqualTo("b=51");
  }

  @Test
  void aRolledChangeDoesNotWaitForEverForANodeWhoseReportIsLost() {
    running(51, "a", "b", "c");
    nodes.computeIfPresent(
        "a", (_, it) -> new NodeReport("a", true, false, it.spec(), false, null));
    holder = Optional.of("b");
    assertThat(told(wanted(52, "b", "c"))).isEqualTo("b=51");
  }

  @Test
  void aNodeJoinsByUnicastOnceTheOthersKnowIt() {
    VirtualRouterSpec unicast = variant(3, 250, null, PeerMode.UNICAST);
    for (String node : List.of("a", "b")) {
      idle(node);
      order(node, unicast);
      done(node);
    }
    idle("c");
    Map<String, VirtualRouterSpec> wanted = Map.of("a", unicast, "b", unicast, "c", unicast);
    assertThat(told(wanted)).isEqualTo("a=51 b=51");
    peers("a", "192.0.2.13");
    peers("b", "192.0.2.13");
    assertThat(told(wanted)).as("told but not confirmed").isEqualTo("a=51 b=51");
    done("a");
    done("b");
    assertThat(told(wanted)).isEqualTo("a=51 b=51 c=51");
  }

  private void idle(String... names) {
    for (String node : names) {
      nodes.put(
          node, new NodeReport(node, true, false, spec(List.of(), null), true, status(node, null)));
    }
  }

  private void running(int number, String... names) {
    for (String node : names) {
      idle(node);
      order(node, router(number, node));
      done(node);
    }
  }

  /** The operator writes; the agent has not seen it yet. */
  private void order(String node, @Nullable VirtualRouterSpec router) {
    nodes.computeIfPresent(
        node,
        (_, it) ->
            new NodeReport(
                node,
                it.ready(),
                it.gone(),
                spec(router == null ? List.of() : List.of(router), null),
                false,
                it.status()));
  }

  private void peers(String node, String address) {
    nodes.computeIfPresent(
        node,
        (_, it) ->
            new NodeReport(
                node, it.ready(), it.gone(), spec(it.told(), address), false, it.status()));
  }

  /** The agent does what it was told and says so. */
  private void done(String node) {
    nodes.computeIfPresent(
        node,
        (_, it) -> {
          VirtualRouterState state =
              holder.filter(node::equals).isPresent()
                  ? VirtualRouterState.ACTIVE
                  : VirtualRouterState.BACKUP;
          return new NodeReport(
              node, it.ready(), it.gone(), it.spec(), true, status(node, state, it));
        });
  }

  private static VirtualIPNodeStatus status(
      String node, @Nullable VirtualRouterState state, NodeReport... does) {
    List<VirtualRouterStatus> routers = new ArrayList<>();
    if (state != null) {
      for (NodeReport report : does) {
        report.told().forEach(router -> routers.add(runs(router, state)));
      }
    }
    VirtualIPNodeStatus status =
        agent(SUBNETS.getOrDefault(node, ""), routers.toArray(VirtualRouterStatus[]::new));
    List<InterfaceStatus> interfaces = new ArrayList<>(status.interfaces());
    interfaces.add(new InterfaceStatus("eth1", List.of("192.0.2.111/24"), "192.0.2.111", null));
    interfaces.add(new InterfaceStatus("eth9", List.of("198.51.100.1/24"), "198.51.100.1", null));
    return new VirtualIPNodeStatus(
        status.observedGeneration(),
        status.reportRequest(),
        status.agent(),
        interfaces,
        status.virtualRouters(),
        List.of());
  }

  private static NodeReport report(NodeReport it, boolean ready, boolean gone) {
    return new NodeReport(it.node(), ready, gone, it.spec(), it.current(), it.status());
  }

  private Map<String, VirtualRouterSpec> orders(Map<String, VirtualRouterSpec> wanted) {
    return LiveChange.orders(
        wanted,
        nodes.values().stream().map(it -> Seat.of(it, "web", Family.IPV4)).toList(),
        new LiveChange.Situation(holder, preferred, silent, patient));
  }

  /** Orders as node=VRID, with ! where the node is to hand over. */
  private String told(Map<String, VirtualRouterSpec> wanted) {
    List<String> parts = new ArrayList<>();
    new TreeMap<>(orders(wanted))
        .forEach(
            (node, router) ->
                parts.add(node + "=" + router.virtualRouterID() + (router.handOver() ? "!" : "")));
    return String.join(" ", parts);
  }

  private static Map<String, VirtualRouterSpec> wanted(int number, String... names) {
    Map<String, VirtualRouterSpec> wanted = new TreeMap<>();
    for (String node : names) {
      wanted.put(node, router(number, node));
    }
    return wanted;
  }

  private static VirtualIPNodeSpec spec(List<VirtualRouterSpec> routers, @Nullable String peer) {
    return new VirtualIPNodeSpec(
        "cluster",
        false,
        null,
        peer == null ? List.of() : List.of(new InterfacePeers("eth0", List.of(peer))),
        routers);
  }

  /** The earlier its letter, the higher the priority of a node. */
  private static VirtualRouterSpec router(int number, String node) {
    return VirtualRouterSpec.of(
        new VirtualIPReference("web", "uid", 1),
        Family.IPV4,
        "eth0",
        number,
        200 - 10 * (node.charAt(0) - 'a'),
        250,
        true,
        List.of("192.0.2.240"));
  }

  private static VirtualRouterSpec preferred(boolean preempt) {
    return VirtualRouterSpec.of(
        new VirtualIPReference("web", "uid", 1),
        Family.IPV4,
        "eth0",
        51,
        Preference.PRIORITY,
        250,
        preempt,
        List.of("192.0.2.240"));
  }

  private static VirtualRouterSpec variant(
      int version, int interval, @Nullable Authentication authentication, PeerMode mode) {
    return new VirtualRouterSpec(
        new VirtualIPReference("web", "uid", 1),
        Family.IPV4,
        "eth0",
        51,
        version,
        200,
        interval,
        true,
        0,
        List.of("192.0.2.240"),
        ChecksumMode.PSEUDO_HEADER,
        authentication,
        mode,
        List.of(),
        List.of(),
        false);
  }
}
