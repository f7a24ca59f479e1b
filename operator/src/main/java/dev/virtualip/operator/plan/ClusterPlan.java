package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.Limits;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The plan of the whole cluster, a pure function of its state: who may run what, with which VRID
 * and priority.
 */
public final class ClusterPlan {

  private final Map<String, VirtualIPPlan> virtualIPs = new TreeMap<>();
  private final AddressClaims addresses;
  private final List<ClusterNode> nodes;
  private final OwnAddresses own;
  private final Map<String, Survey> surveys;
  private final Map<String, VirtualRouterIdAllocator.Outcome> numbers;

  private ClusterPlan(
      AddressClaims addresses,
      List<ClusterNode> nodes,
      OwnAddresses own,
      Map<String, Survey> surveys,
      Map<String, VirtualRouterIdAllocator.Outcome> numbers) {
    this.addresses = addresses;
    this.nodes = nodes;
    this.own = own;
    this.surveys = surveys;
    this.numbers = numbers;
  }

  /** Plans all VirtualIPs in one pass, so that two of them never get the same VRID or address. */
  public static ClusterPlan of(ClusterState state) {
    return of(state, null);
  }

  /** The same plan, made in less time from one of a state that differs little. */
  public static ClusterPlan of(ClusterState state, @Nullable ClusterPlan before) {
    AddressClaims addresses = new AddressClaims(state.virtualIPs());
    boolean sameNodes = before != null && before.nodes.equals(state.nodes());
    OwnAddresses own = before != null && sameNodes ? before.own : new OwnAddresses(state.nodes());
    Map<String, Survey> surveys = new LinkedHashMap<>();
    for (DeclaredVirtualIP virtualIP : state.virtualIPs()) {
      Survey earlier = before == null ? null : before.surveys.get(virtualIP.name());
      surveys.put(
          virtualIP.name(),
          Survey.of(virtualIP, state.nodes(), addresses, own, earlier, sameNodes));
    }
    Map<String, VirtualRouterIdAllocator.Outcome> numbers =
        VirtualRouterIdAllocator.allocate(
            state.clusterUID(), surveys.values().stream().map(Survey::request).toList());
    ClusterPlan plan = new ClusterPlan(addresses, state.nodes(), own, surveys, numbers);
    Capacity capacity = new Capacity();
    // What is held already comes first: a newcomer finds the node full, and takes nothing away.
    Stream.of(true, false)
        .flatMap(holds -> surveys.values().stream().filter(it -> holdsAddresses(it) == holds))
        .forEach(
            survey ->
                plan.virtualIPs.put(
                    survey.virtualIP().name(),
                    before == null
                        ? plan.decide(survey, capacity)
                        : before
                            .decided(survey, plan.number(survey.virtualIP().name()), capacity)
                            .orElseGet(() -> plan.decide(survey, capacity))));
    return plan;
  }

  private static boolean holdsAddresses(Survey survey) {
    return !survey.virtualIP().heldAddresses().isEmpty();
  }

  /** What this plan has decided on the very same survey, if there is still room for it. */
  @SuppressWarnings("ReferenceEquality") // The same object needs no comparison.
  private Optional<VirtualIPPlan> decided(
      Survey survey, VirtualRouterIdAllocator.Outcome number, Capacity capacity) {
    String name = survey.virtualIP().name();
    return surveys.get(name) == survey
            && survey.virtualIP().preferredNode() == null
            && number.equals(numbers.get(name))
            && virtualIPs.get(name) instanceof VirtualIPPlan.Accepted accepted
            && accepted.full().isEmpty()
            && capacity.admitAll(accepted.participants())
        ? Optional.of(accepted)
        : Optional.empty();
  }

  private VirtualRouterIdAllocator.Outcome number(String name) {
    return Objects.requireNonNull(numbers.get(name));
  }

  /** The plan of one VirtualIP; empty if the state has none of that name. */
  public Optional<VirtualIPPlan> virtualIP(String name) {
    return Optional.ofNullable(virtualIPs.get(name));
  }

  /** All plans by name of the VirtualIP, in the order of names. */
  Map<String, VirtualIPPlan> virtualIPs() {
    return virtualIPs;
  }

  /**
   * Whether a virtual router that a node runs may go on until its VirtualIP has a plan that counts:
   * no other VirtualIP has been given its VRID or one of its addresses.
   */
  boolean mayGoOn(VirtualIPPlan plan, VirtualRouterSpec running) {
    Integer held = plan.virtualRouterID();
    boolean numberIsFree =
        plan instanceof VirtualIPPlan.Accepted
            || (held != null && held == running.virtualRouterID());
    return numberIsFree
        && running.addresses().stream()
            .allMatch(address -> addresses.otherHolder(plan.virtualIP().name(), address).isEmpty());
  }

  /** Whether a virtual router that a node runs may go on, its VirtualIP being there or gone. */
  public boolean mayStay(VirtualRouterSpec running) {
    VirtualIPPlan plan = virtualIPs.get(running.virtualIP().name());
    return plan == null ? !isClaimedByAnother(running) : mayGoOn(plan, running);
  }

  /** Whether a router of a VirtualIP that is gone is in the way of one that is there. */
  boolean isClaimedByAnother(VirtualRouterSpec running) {
    return virtualIPs.values().stream()
            .filter(it -> Objects.equals(it.virtualRouterID(), running.virtualRouterID()))
            .filter(it -> it.virtualIP().families().contains(running.family()))
            .anyMatch(it -> mayMeet(it, running))
        || running.addresses().stream().anyMatch(addresses::isClaimed);
  }

  /** On what link one is that doesn't run is not known. */
  private static boolean mayMeet(VirtualIPPlan plan, VirtualRouterSpec running) {
    return !(plan instanceof VirtualIPPlan.Accepted accepted)
        || accepted.networks().stream()
            .flatMap(network -> Links.subnet(network).stream())
            .anyMatch(
                subnet ->
                    running.addresses().stream()
                        .anyMatch(it -> subnet.contains(InetAddress.ofLiteral(it))));
  }

  private VirtualIPPlan decide(Survey survey, Capacity capacity) {
    DeclaredVirtualIP virtualIP = survey.virtualIP();
    VirtualRouterIdAllocator.Outcome number = number(virtualIP.name());
    return switch (survey.finding()) {
      case Finding.Refused(String reason, String message) ->
          refused(survey, number, reason, message);
      case Finding.Unreported _ ->
          new VirtualIPPlan.Pending(
              virtualIP,
              survey.eligible(),
              number.virtualRouterID(),
              "WaitingForAgents",
              "no agent on an eligible node has reported its interfaces yet");
      case Finding.Feasible feasible ->
          switch (number) {
            case VirtualRouterIdAllocator.Outcome.Granted(Integer granted) ->
                accept(survey, feasible, granted, nodes, capacity);
            case VirtualRouterIdAllocator.Outcome.Taken taken ->
                refused(
                    survey,
                    number,
                    "VirtualRouterIDConflict",
                    "spec.virtualRouterID: %d is held by VirtualIP %s on %s; choose another number, or remove the field to have one allocated"
                        .formatted(taken.wanted(), taken.holder(), taken.link().network()));
            case VirtualRouterIdAllocator.Outcome.Exhausted _ ->
                refused(
                    survey,
                    number,
                    "VirtualRouterIDsExhausted",
                    "all 255 VRIDs are in use on %s; put several addresses into one VirtualIP"
                        .formatted(String.join(", ", feasible.networks())));
            case VirtualRouterIdAllocator.Outcome.Listening _ ->
                new VirtualIPPlan.Pending(
                    virtualIP,
                    survey.eligible(),
                    number.virtualRouterID(),
                    "ListeningForRouters",
                    "agents listen for %d s which VRIDs are in use on %s"
                        .formatted(
                            ClusterNode.LISTEN_SECONDS, String.join(", ", feasible.networks())));
            case VirtualRouterIdAllocator.Outcome.Unknown _ ->
                throw new IllegalStateException("a node that can run it is on a link");
          };
    };
  }

  private static VirtualIPPlan accept(
      Survey survey,
      Finding.Feasible feasible,
      Integer number,
      List<ClusterNode> nodes,
      Capacity capacity) {
    DeclaredVirtualIP virtualIP = survey.virtualIP();
    Map<String, Integer> priorities = feasible.priorities(virtualIP);
    Map<String, List<VirtualRouterSpec>> participants =
        virtualIP.suspended() ? Map.of() : feasible.virtualRouters(priorities, number);
    Map<String, List<VirtualRouterSpec>> admitted = new LinkedHashMap<>();
    List<String> full = new ArrayList<>();
    participants.forEach(
        (node, routers) -> {
          if (capacity.admit(node, routers)) {
            admitted.put(node, routers);
          } else {
            full.add(node);
          }
        });
    if (admitted.isEmpty() && !full.isEmpty()) {
      return new VirtualIPPlan.Refused(
          virtualIP,
          survey.eligible(),
          virtualIP.heldVirtualRouterID(),
          "TooManyAddresses",
          "spec.addresses: a node can hold %d IPv4 and %d IPv6 virtual addresses, in %d virtual routers of each family, and %s would hold more; let other nodes hold some by spec.nodeSelector, or use fewer addresses"
              .formatted(
                  Capacity.LIMITS.get(Family.IPV4),
                  Capacity.LIMITS.get(Family.IPV6),
                  Limits.VIRTUAL_ROUTERS,
                  Remarks.names(full)));
    }
    List<Notice> notices = new ArrayList<>();
    Preference.notice(virtualIP, priorities, survey.eligible(), nodes).ifPresent(notices::add);
    feasible.foreign().notice(virtualIP, number).ifPresent(notices::add);
    Remarks.interfaceNotFound(virtualIP.spec(), feasible.refusals()).ifPresent(notices::add);
    return new VirtualIPPlan.Accepted(
        virtualIP,
        survey.eligible(),
        number,
        feasible.advertisementIntervalMilliseconds(),
        feasible.networks(),
        survey.excluded(),
        full,
        Remarks.of(survey.excluded(), feasible.refusals(), full),
        List.copyOf(notices),
        admitted);
  }

  private static VirtualIPPlan refused(
      Survey survey, VirtualRouterIdAllocator.Outcome number, String reason, String message) {
    return new VirtualIPPlan.Refused(
        survey.virtualIP(), survey.eligible(), number.virtualRouterID(), reason, message);
  }
}
