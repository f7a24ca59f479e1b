package dev.virtualip.operator.plan;

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
import java.net.InetAddress;
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

  sealed interface Finding {}

  /** No agent of an eligible node has reported its interfaces. */
  record Unreported() implements Finding {}

  record Refused(String reason, String message) implements Finding {}

  /**
   * Some nodes can run it.
   *
   * @param candidates nodes that can run it, in the order of names
   * @param ranked priorities of the participants, without what the preferred node gets, by node
   *     name
   * @param foreign what the agents of the candidates hear
   * @param refusals why other eligible nodes can't, by node name
   */
  record Feasible(
      List<Candidate> candidates,
      Map<String, Integer> ranked,
      ForeignRouters foreign,
      Set<Link> links,
      Map<String, NodePlan.Refusal> refusals)
      implements Finding {

    int advertisementIntervalMilliseconds() {
      return candidates.getFirst().trial().getFirst().advertisementIntervalMilliseconds();
    }

    List<String> networks() {
      return links.stream().map(Link::network).toList();
    }

    /** The priority of each participant, by node name. */
    Map<String, Integer> priorities(DeclaredVirtualIP virtualIP) {
      if (virtualIP.preferredNode() == null) {
        return ranked;
      }
      Map<String, Integer> priorities = new TreeMap<>(ranked);
      Preference.apply(
          virtualIP,
          candidates.stream().map(it -> it.node().name()).collect(Collectors.toSet()),
          priorities);
      return priorities;
    }

    /** The virtual routers of each participant, by node name. */
    Map<String, List<VirtualRouterSpec>> virtualRouters(
        Map<String, Integer> priorities, int virtualRouterID) {
      Map<String, List<VirtualRouterSpec>> participants = new LinkedHashMap<>();
      for (Candidate candidate : candidates) {
        Integer priority = priorities.get(candidate.node().name());
        if (priority != null) {
          participants.put(
              candidate.node().name(), candidate.virtualRouters(virtualRouterID, priority));
        }
      }
      return participants;
    }
  }

  /**
   * A node that can run the VirtualIP.
   *
   * @param trial what it would run, with numbers of no meaning
   */
  record Candidate(ClusterNode node, List<VirtualRouterSpec> trial) {

    List<VirtualRouterSpec> virtualRouters(int virtualRouterID, int priority) {
      return trial.stream().map(router -> router.withNumbers(virtualRouterID, priority)).toList();
    }
  }

  /**
   * Surveys all nodes for one VirtualIP.
   *
   * @param before an earlier survey of it, from which the part that can't have changed is taken:
   *     with hundreds of VirtualIPs and nodes there is no time to think all of it through again
   * @param sameNodes whether {@code before} was of the same nodes
   */
  static Survey of(
      DeclaredVirtualIP virtualIP,
      List<ClusterNode> nodes,
      AddressClaims addresses,
      @Nullable Survey before,
      boolean sameNodes) {
    Survey same = before != null && before.isOfSameSpec(virtualIP) ? before : null;
    if (same != null && sameNodes && same.isFreeOfClaims(addresses)) {
      return new Survey(virtualIP, same.eligible(), same.excluded(), same.finding());
    }
    Optional<String> problem = problem(virtualIP.spec());
    if (problem.isPresent()) {
      return new Survey(virtualIP, Set.of(), Set.of(), new Refused("InvalidSpec", problem.get()));
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
        find(virtualIP, eligible, nodes, addresses, same == null ? Map.of() : same.candidates()));
  }

  private boolean isOfSameSpec(DeclaredVirtualIP other) {
    return virtualIP.uid().equals(other.uid())
        && virtualIP.generation() == other.generation()
        && virtualIP.name().equals(other.name())
        && virtualIP.spec().equals(other.spec());
  }

  /** Whether no conflict about an address was found, or would be now. */
  private boolean isFreeOfClaims(AddressClaims addresses) {
    return !(finding instanceof Refused(String reason, String _) && reason.equals(ADDRESS_CONFLICT))
        && virtualIP.spec().addresses().stream()
            .allMatch(address -> addresses.otherHolder(virtualIP.name(), address).isEmpty());
  }

  private Map<String, Candidate> candidates() {
    return finding instanceof Feasible feasible
        ? feasible.candidates().stream().collect(Collectors.toMap(it -> it.node().name(), it -> it))
        : Map.of();
  }

  private static Set<String> names(List<ClusterNode> nodes) {
    return nodes.stream().map(ClusterNode::name).collect(Collectors.toCollection(TreeSet::new));
  }

  VirtualRouterIdAllocator.Request request() {
    Integer held = virtualIP.heldVirtualRouterID();
    if (!(finding instanceof Feasible feasible)) {
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
        .map(it -> "%s: %s; %s".formatted(it.field(), it.message(), it.cure()))
        .or(() -> LabelSelectors.problem(spec.nodeSelector()));
  }

  private static Finding find(
      DeclaredVirtualIP virtualIP,
      List<ClusterNode> eligible,
      List<ClusterNode> nodes,
      AddressClaims addresses,
      Map<String, Candidate> known) {
    Optional<Refused> claimed = claimed(virtualIP, nodes, addresses);
    if (claimed.isPresent()) {
      return claimed.get();
    }
    if (eligible.isEmpty()) {
      return new Refused(
          "NoEligibleNode",
          "spec.nodeSelector: no Linux node matches it, or all that do carry the label %s; change the selector or name nodes in spec.nodes"
              .formatted(Eligibility.EXCLUDE_LABEL));
    }
    VirtualIP unsuspended = virtualIP.unsuspended();
    List<Candidate> candidates = new ArrayList<>();
    Set<Link> links = new LinkedHashSet<>();
    Map<String, NodePlan.Refusal> refusals = new LinkedHashMap<>();
    for (ClusterNode node : eligible) {
      List<NetworkInterface> interfaces = node.interfaces();
      if (interfaces == null) {
        continue;
      }
      NodePlan plan =
          trial(unsuspended, virtualIP, node.name(), interfaces, known.get(node.name()));
      switch (plan) {
        case NodePlan.Routers(List<VirtualRouterSpec> routers) -> {
          candidates.add(new Candidate(node, routers));
          routers.forEach(router -> links.addAll(links(router, interfaces)));
        }
        case NodePlan.Refusal refusal -> refusals.put(node.name(), refusal);
      }
    }
    if (!candidates.isEmpty()) {
      return new Feasible(
          candidates,
          ranked(virtualIP, candidates),
          ForeignRouters.of(candidates),
          links,
          refusals);
    }
    return refusals.isEmpty() ? new Unreported() : refused(refusals);
  }

  private static NodePlan trial(
      VirtualIP unsuspended,
      DeclaredVirtualIP virtualIP,
      String node,
      List<NetworkInterface> interfaces,
      @Nullable Candidate known) {
    if (known != null && interfaces.equals(known.node().interfaces())) {
      return new NodePlan.Routers(known.trial());
    }
    int priority = writtenPriority(virtualIP, node).orElse(TRIAL_PRIORITY);
    return NodePlanner.planValid(
        unsuspended, TRIAL_VIRTUAL_ROUTER_ID, priority, new NodeFacts(node, interfaces));
  }

  private static Map<String, Integer> ranked(
      DeclaredVirtualIP virtualIP, List<Candidate> candidates) {
    Map<String, Integer> written = new TreeMap<>();
    List<Priorities.Candidate> unwritten = new ArrayList<>();
    for (Candidate candidate : candidates) {
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

  private static Optional<Refused> claimed(
      DeclaredVirtualIP virtualIP, List<ClusterNode> nodes, AddressClaims addresses) {
    List<String> asked = virtualIP.spec().addresses();
    for (int i = 0; i < asked.size(); i++) {
      String address = asked.get(i);
      Optional<String> holder = addresses.otherHolder(virtualIP.name(), address);
      if (holder.isPresent()) {
        return Optional.of(
            new Refused(
                ADDRESS_CONFLICT,
                "spec.addresses[%d]: %s belongs to VirtualIP %s; choose another address or remove it there"
                    .formatted(i, address, holder.get())));
      }
      InetAddress wanted = Addresses.canonical(address).orElseThrow();
      for (ClusterNode node : nodes) {
        Optional<String> own = interfaceWith(node, wanted);
        if (own.isPresent()
            && writtenPriority(virtualIP, node.name()).filter(OWNER::equals).isEmpty()) {
          return Optional.of(
              new Refused(
                  ADDRESS_CONFLICT,
                  "spec.addresses[%d]: %s is assigned to %s of node %s; choose an address that no machine has, or give the node priority 255 in spec.nodes to make it the address owner"
                      .formatted(i, address, own.get(), node.name())));
        }
      }
    }
    return Optional.empty();
  }

  /** Priority of the address owner (RFC 9568 section 5.2.4). */
  private static final Integer OWNER = 255;

  private static Optional<String> interfaceWith(ClusterNode node, InetAddress address) {
    List<NetworkInterface> interfaces = node.interfaces();
    return interfaces == null
        ? Optional.empty()
        : interfaces.stream()
            .filter(
                candidate ->
                    candidate.subnets().stream()
                        .anyMatch(subnet -> subnet.address().equals(address)))
            .map(NetworkInterface::name)
            .findFirst();
  }

  private static Refused refused(Map<String, NodePlan.Refusal> refusals) {
    NodePlan.Refusal first = refusals.values().iterator().next();
    return new Refused(
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
