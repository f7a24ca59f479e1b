package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.PeerMode;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.operator.plan.VirtualIPPlan.Accepted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes are to be told now, by VirtualIP.
 *
 * <p>A VirtualIP whose status is not stored yet, or that is refused or pending, keeps what its
 * nodes run: an agent changes its routers for a decision and never for the lack of one.
 */
public final class Orders {

  private final ClusterPlan plan;
  private final Reports reports;
  private final Map<String, VirtualIPStatus> statuses;
  private final HolderEvidence evidence;
  private final Set<String> silent;

  /**
   * Prepares orders; each question is answered from this state.
   *
   * @param statuses the stored status of each VirtualIP, by name
   * @param silent nodes whose agents nobody waits for, see {@link ClusterNode#SILENCE_SECONDS}
   */
  public Orders(
      ClusterPlan plan,
      Reports reports,
      HolderEvidence evidence,
      Map<String, VirtualIPStatus> statuses,
      Set<String> silent) {
    this.plan = plan;
    this.reports = reports;
    this.statuses = Map.copyOf(statuses);
    this.evidence = evidence;
    this.silent = Set.copyOf(silent);
  }

  /** The virtual routers of one VirtualIP for each node that is to run some. */
  public Map<String, List<VirtualRouterSpec>> of(VirtualIPPlan virtualIP) {
    Map<String, List<VirtualRouterSpec>> orders = new TreeMap<>();
    VirtualIPStatus status = statuses.get(virtualIP.virtualIP().name());
    if (virtualIP instanceof Accepted accepted && publishes(accepted, status)) {
      Set<Family> families = new TreeSet<>(virtualIP.virtualIP().families());
      told(virtualIP.virtualIP().name()).forEach(router -> families.add(router.family()));
      for (Family family : families) {
        order(
            accepted.virtualIP().name(),
            family,
            accepted.participants(),
            Optional.ofNullable(accepted.virtualIP().preferredNode()),
            patient(status),
            orders);
      }
    } else {
      for (NodeReport report : reports.of(virtualIP.virtualIP().name())) {
        List<VirtualRouterSpec> kept =
            report.told().stream()
                .filter(router -> router.virtualIP().name().equals(virtualIP.virtualIP().name()))
                .filter(router -> plan.mayGoOn(virtualIP, router))
                .toList();
        if (!kept.isEmpty()) {
          orders.put(report.node(), kept);
        }
      }
    }
    return orders;
  }

  /** The nodes that are to be told something else of this VirtualIP than they are. */
  public Set<String> changed(VirtualIPPlan virtualIP) {
    Set<String> changed = new TreeSet<>();
    String name = virtualIP.virtualIP().name();
    Map<String, List<VirtualRouterSpec>> orders = of(virtualIP);
    orders.keySet().stream()
        .filter(node -> !isTold(node, orders.getOrDefault(node, List.of())))
        .forEach(changed::add);
    for (NodeReport report : reports.of(name)) {
      boolean told = report.told().stream().anyMatch(it -> it.virtualIP().name().equals(name));
      if (told && !orders.containsKey(report.node())) {
        changed.add(report.node());
      }
    }
    return changed;
  }

  private boolean isTold(String node, List<VirtualRouterSpec> orders) {
    return reports.node(node).stream()
        .anyMatch(
            report ->
                orders.stream()
                    .allMatch(
                        order ->
                            report.told().contains(order)
                                && peers(node, order).stream()
                                    .allMatch(it -> report.toldPeer(order.interfaceName(), it))));
  }

  /** As {@link #of(VirtualIPPlan)}, for a VirtualIP that is there no more. */
  Map<String, List<VirtualRouterSpec>> ofDeleted(String name) {
    Map<String, List<VirtualRouterSpec>> orders = new TreeMap<>();
    Set<Family> families = new TreeSet<>();
    told(name).forEach(router -> families.add(router.family()));
    for (Family family : families) {
      order(name, family, Map.of(), Optional.empty(), true, orders);
    }
    orders.values().removeIf(routers -> routers.stream().anyMatch(plan::isClaimedByAnother));
    return orders;
  }

  /** Everything that one node is to run, in the order of (VirtualIP, family). */
  List<VirtualRouterSpec> of(String node) {
    List<VirtualRouterSpec> routers = new ArrayList<>();
    Set<String> told = new TreeSet<>();
    reports
        .node(node)
        .ifPresent(report -> report.told().forEach(router -> told.add(router.virtualIP().name())));
    for (VirtualIPPlan virtualIP : plan.virtualIPs().values()) {
      boolean concerned =
          told.remove(virtualIP.virtualIP().name())
              || (virtualIP instanceof Accepted accepted
                  && accepted.participants().containsKey(node));
      if (concerned) {
        routers.addAll(of(virtualIP).getOrDefault(node, List.of()));
      }
    }
    told.forEach(name -> routers.addAll(ofDeleted(name).getOrDefault(node, List.of())));
    return routers;
  }

  /** The addresses of the other nodes that take part in this router or still run it, sorted. */
  Set<String> peers(String node, VirtualRouterSpec router) {
    Set<String> peers = new TreeSet<>();
    if (router.peerMode() == PeerMode.MULTICAST) {
      return peers;
    }
    Map<String, VirtualRouterSpec> members = new LinkedHashMap<>();
    plan.virtualIP(router.virtualIP().name())
        .filter(Accepted.class::isInstance)
        .map(Accepted.class::cast)
        .ifPresent(accepted -> members.putAll(desired(router.family(), accepted.participants())));
    for (NodeReport report : reports.of(router.virtualIP().name())) {
      report
          .told(router.virtualIP().name(), router.family())
          .ifPresent(told -> members.putIfAbsent(report.node(), told));
    }
    members.remove(node);
    members.forEach(
        (member, its) ->
            reports
                .node(member)
                .flatMap(report -> report.source(its.interfaceName(), router.family()))
                .ifPresent(peers::add));
    return peers;
  }

  private void order(
      String name,
      Family family,
      Map<String, List<VirtualRouterSpec>> participants,
      Optional<String> preferred,
      boolean patient,
      Map<String, List<VirtualRouterSpec>> orders) {
    Map<String, VirtualRouterSpec> desired = desired(family, participants);
    Map<String, Seat> seats = new TreeMap<>();
    for (NodeReport report : reports.of(name)) {
      seats.put(report.node(), Seat.of(report, name, family));
    }
    for (String node : desired.keySet()) {
      reports.node(node).ifPresent(report -> seats.putIfAbsent(node, new Seat(report, null, null)));
    }
    Optional<String> holder =
        evidence.holder(name, family) instanceof Holder.ActiveNode active
            ? Optional.of(active.node())
            : Optional.empty();
    LiveChange.orders(
            desired, seats.values(), new LiveChange.Situation(holder, preferred, silent, patient))
        .forEach((node, order) -> orders.computeIfAbsent(node, _ -> new ArrayList<>()).add(order));
  }

  private static Map<String, VirtualRouterSpec> desired(
      Family family, Map<String, List<VirtualRouterSpec>> participants) {
    Map<String, VirtualRouterSpec> desired = new TreeMap<>();
    participants.forEach(
        (node, routers) ->
            routers.stream()
                .filter(router -> router.family() == family)
                .forEach(router -> desired.put(node, router)));
    return desired;
  }

  private List<VirtualRouterSpec> told(String name) {
    return reports.of(name).stream()
        .flatMap(report -> report.told().stream())
        .filter(router -> router.virtualIP().name().equals(name))
        .toList();
  }

  /** Whether the stored status holds this plan: a VRID counts once it is stored. */
  private static boolean publishes(Accepted plan, @Nullable VirtualIPStatus status) {
    return status != null
        && status.observedGeneration() == plan.virtualIP().generation()
        && Objects.equals(plan.virtualRouterID(), status.virtualRouterID())
        && Conditions.isTrue(status, Conditions.ACCEPTED);
  }

  /** Patience ends with {@link Progress#PATIENCE}, as the stored status says. */
  private static boolean patient(@Nullable VirtualIPStatus status) {
    return Conditions.find(status, Conditions.RECONCILING)
        .filter(condition -> condition.getStatus().equals(Conditions.Truth.FALSE.text()))
        .isEmpty();
  }
}
