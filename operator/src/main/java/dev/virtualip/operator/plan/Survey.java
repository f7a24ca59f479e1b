package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.Limits;
import dev.virtualip.api.v1alpha1.NodeOverride;
import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.plan.Addresses;
import dev.virtualip.plan.NetworkInterface;
import dev.virtualip.plan.NodeFacts;
import dev.virtualip.plan.NodePlan;
import dev.virtualip.plan.NodePlanner;
import dev.virtualip.plan.VirtualIPValidator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know of one VirtualIP before VRIDs are given out: which nodes may run it, which
 * can, and on which links they would meet.
 */
record Survey(
    DeclaredVirtualIP virtualIP, Set<String> eligible, Set<String> excluded, Finding finding) {

  /** Any numbers will do to find out whether a node can run it. */
  private static final int TRIAL_VIRTUAL_ROUTER_ID = 1;

  private static final int TRIAL_PRIORITY = 100;

  private static final String ADDRESS_CONFLICT = "AddressConflict";

  /** The refusals of more nodes than this would hide the message. */
  private static final int REFUSALS_SHOWN = 3;

  /**
   * Surveys all nodes for one VirtualIP.
   *
   * @param own the addresses of the nodes themselves
   * @param before an earlier survey of it, from which the part that can't have changed is taken:
   *     with hundreds of VirtualIPs and nodes there is no time to think all of it through again
   * @param sameNodes whether {@code before} was of the same nodes
   */
  @SuppressWarnings("ReferenceEquality") // The same object needs no comparison.
  static Survey of(
      DeclaredVirtualIP virtualIP,
      List<ClusterNode> nodes,
      AddressClaims addresses,
      OwnAddresses own,
      @Nullable Survey before,
      boolean sameNodes) {
    Survey same = before != null && before.isOfSameSpec(virtualIP) ? before : null;
    if (same != null && sameNodes && same.isFreeOfClaims(addresses)) {
      return same.virtualIP() == virtualIP
          ? same
          : new Survey(virtualIP, same.eligible(), same.excluded(), same.finding());
    }
    Optional<String> problem = problem(virtualIP.spec());
    if (problem.isPresent()) {
      return new Survey(
          virtualIP, Set.of(), Set.of(), new Finding.Refused("InvalidSpec", problem.get()));
    }
    List<ClusterNode> eligible =
        nodes.stream().filter(node -> Eligibility.eligible(virtualIP.spec(), node)).toList();
    return new Survey(
        virtualIP,
        names(eligible),
        names(
            nodes.stream()
                .filter(node -> Eligibility.excludedByLabel(virtualIP.spec(), node))
                .toList()),
        find(virtualIP, eligible, own, addresses, same == null ? Map.of() : same.candidates()));
  }

  private boolean isOfSameSpec(DeclaredVirtualIP other) {
    return virtualIP.uid().equals(other.uid())
        && virtualIP.generation() == other.generation()
        && virtualIP.name().equals(other.name())
        && virtualIP.spec().equals(other.spec());
  }

  /** Whether no conflict about an address was found, or would be now. */
  private boolean isFreeOfClaims(AddressClaims addresses) {
    return !(finding instanceof Finding.Refused(String reason, String _)
            && reason.equals(ADDRESS_CONFLICT))
        && virtualIP.spec().addresses().stream()
            .allMatch(address -> addresses.otherHolder(virtualIP.name(), address).isEmpty());
  }

  private Map<String, Finding.Candidate> candidates() {
    return finding instanceof Finding.Feasible feasible
        ? feasible.candidates().stream().collect(Collectors.toMap(it -> it.node().name(), it -> it))
        : Map.of();
  }

  private static Set<String> names(List<ClusterNode> nodes) {
    return nodes.stream().map(ClusterNode::name).collect(Collectors.toCollection(TreeSet::new));
  }

  VirtualRouterIdAllocator.Request request() {
    Integer held = virtualIP.heldVirtualRouterID();
    if (!(finding instanceof Finding.Feasible feasible)) {
      return new VirtualRouterIdAllocator.Request(
          virtualIP.name(), null, held, Set.of(), Set.of(), false, false);
    }
    ForeignRouters foreign = feasible.foreign();
    return new VirtualRouterIdAllocator.Request(
        virtualIP.name(),
        virtualIP.spec().virtualRouterID(),
        held,
        feasible.links(),
        foreign.virtualRouterIDs(),
        feasible.candidates().stream().anyMatch(candidate -> candidate.node().listened()),
        held != null
            && virtualIP.foreignReported()
            && foreign.stranger(held, virtualIP.spec().addresses()).isPresent());
  }

  /** What the schema lets through, or a schema of another version did. */
  private static Optional<String> problem(VirtualIPSpec spec) {
    return VirtualIPValidator.validate(spec).stream()
        .findFirst()
        .map(it -> "%s: %s; %s".formatted(it.field(), it.message(), it.cure()));
  }

  private static Finding find(
      DeclaredVirtualIP virtualIP,
      List<ClusterNode> eligible,
      OwnAddresses own,
      AddressClaims addresses,
      Map<String, Finding.Candidate> known) {
    Optional<Finding.Refused> claimed = claimed(virtualIP, own, addresses);
    if (claimed.isPresent()) {
      return claimed.get();
    }
    if (eligible.isEmpty()) {
      return new Finding.Refused(
          "NoEligibleNode",
          "spec.nodeSelector: no Linux node matches it, or all that do carry the label %s; change the selector or name nodes in spec.nodes"
              .formatted(Eligibility.EXCLUDE_LABEL));
    }
    VirtualIP unsuspended = virtualIP.unsuspended();
    List<Finding.Candidate> candidates = new ArrayList<>();
    Set<Link> links = new LinkedHashSet<>();
    Map<String, NodePlan.Refusal> refusals = new LinkedHashMap<>();
    for (ClusterNode node : eligible) {
      List<NetworkInterface> interfaces = node.interfaces();
      if (interfaces == null) {
        continue;
      }
      Finding.Candidate before = known.get(node.name());
      if (before != null && interfaces.equals(before.node().interfaces())) {
        candidates.add(before.at(node));
        continue;
      }
      switch (trial(unsuspended, virtualIP, node.name(), interfaces)) {
        case NodePlan.Routers(List<VirtualRouterSpec> routers) ->
            candidates.add(
                new Finding.Candidate(
                    node,
                    routers,
                    routers.stream()
                        .flatMap(router -> links(router, interfaces).stream())
                        .toList()));
        case NodePlan.Refusal refusal -> refusals.put(node.name(), refusal);
      }
    }
    if (!candidates.isEmpty()) {
      candidates.forEach(candidate -> links.addAll(candidate.links()));
      return new Finding.Feasible(
          candidates,
          ranked(virtualIP, candidates),
          ForeignRouters.of(candidates),
          links,
          refusals);
    }
    return refusals.isEmpty() ? new Finding.Unreported() : refused(refusals);
  }

  private static NodePlan trial(
      VirtualIP unsuspended,
      DeclaredVirtualIP virtualIP,
      String node,
      List<NetworkInterface> interfaces) {
    int priority = writtenPriority(virtualIP, node).orElse(TRIAL_PRIORITY);
    return NodePlanner.planValid(
        unsuspended, TRIAL_VIRTUAL_ROUTER_ID, priority, new NodeFacts(node, interfaces));
  }

  private static Map<String, Integer> ranked(
      DeclaredVirtualIP virtualIP, List<Finding.Candidate> candidates) {
    Map<String, Integer> written = new TreeMap<>();
    List<Priorities.Candidate> unwritten = new ArrayList<>();
    for (Finding.Candidate candidate : candidates) {
      String name = candidate.node().name();
      Optional<Integer> priority = writtenPriority(virtualIP, name);
      if (priority.isPresent()) {
        written.put(name, priority.get());
      } else {
        unwritten.add(new Priorities.Candidate(name, candidate.node().gone()));
      }
    }
    return Collections.unmodifiableMap(Priorities.assign(virtualIP.name(), written, unwritten));
  }

  private static Optional<Finding.Refused> claimed(
      DeclaredVirtualIP virtualIP, OwnAddresses own, AddressClaims addresses) {
    List<String> asked = virtualIP.spec().addresses();
    for (int i = 0; i < asked.size(); i++) {
      String address = asked.get(i);
      Optional<String> holder = addresses.otherHolder(virtualIP.name(), address);
      if (holder.isPresent()) {
        return Optional.of(
            new Finding.Refused(
                ADDRESS_CONFLICT,
                "spec.addresses[%d]: %s belongs to VirtualIP %s; choose another address or remove it there"
                    .formatted(i, address, holder.get())));
      }
      for (OwnAddresses.Place place : own.places(Addresses.canonical(address).orElseThrow())) {
        if (writtenPriority(virtualIP, place.node())
            .filter(it -> it == Limits.OWNER_PRIORITY)
            .isEmpty()) {
          return Optional.of(
              new Finding.Refused(
                  ADDRESS_CONFLICT,
                  "spec.addresses[%d]: %s is assigned to %s of node %s; choose an address that no machine has, or give the node priority 255 in spec.nodes to make it the address owner"
                      .formatted(i, address, place.interfaceName(), place.node())));
        }
      }
    }
    return Optional.empty();
  }

  private static Finding.Refused refused(Map<String, NodePlan.Refusal> refusals) {
    NodePlan.Refusal first = refusals.values().iterator().next();
    return new Finding.Refused(
        first.field().contains("interface") ? "InterfaceNotFound" : "AddressOnNoSubnet",
        "%s: no eligible node can carry it: %s; %s"
            .formatted(first.field(), shown(refusals), first.cure()));
  }

  /** The refusals of the first nodes, for a message. */
  static String shown(Map<String, NodePlan.Refusal> refusals) {
    int hidden = refusals.size() - REFUSALS_SHOWN;
    return refusals.entrySet().stream()
            .limit(REFUSALS_SHOWN)
            .map(entry -> entry.getKey() + ": " + entry.getValue().message())
            .collect(Collectors.joining("; "))
        + (hidden > 0 ? " (and " + hidden + " more)" : "");
  }

  private static Optional<Integer> writtenPriority(DeclaredVirtualIP virtualIP, String node) {
    return NodePlanner.override(virtualIP.spec(), node).map(NodeOverride::priority);
  }

  private static List<Link> links(VirtualRouterSpec router, List<NetworkInterface> interfaces) {
    return interfaces.stream()
        .filter(candidate -> candidate.name().equals(router.interfaceName()))
        .flatMap(candidate -> candidate.subnets().stream())
        .filter(subnet -> !subnet.address().isLinkLocalAddress())
        .map(subnet -> Link.of(router.family(), subnet))
        .toList();
  }
}
