package dev.virtualip.operator.reconcile;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import dev.virtualip.api.v1alpha1.ForeignVirtualRouter;
import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPNodeSpec;
import dev.virtualip.api.v1alpha1.VirtualIPNodeStatus;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import dev.virtualip.operator.plan.ClusterNode;
import dev.virtualip.operator.plan.ClusterState;
import dev.virtualip.operator.plan.NodeReport;
import dev.virtualip.operator.plan.Reports;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cluster at one moment, its objects by name.
 *
 * @param virtualIPs those that are there to stay
 * @param nodes the Linux nodes
 * @param nodesUntil when a node says something else by the mere passing of time
 * @param time when it was made
 */
record Observation(
    Map<String, VirtualIPReading> virtualIPs,
    Map<String, NodeReading> nodes,
    List<ClusterNode> facts,
    Reports reports,
    Instant nodesUntil,
    Instant time) {

  /**
   * Looks at the cluster.
   *
   * @param before the observation before, from which what is the same is taken: the cost of a look
   *     is that of what has changed
   * @param sameNodes whether the cluster's nodes are those of {@code before}
   */
  static Observation of(
      ClusterView cluster,
      OwnWrites writes,
      @Nullable Observation before,
      boolean sameNodes,
      Instant now) {
    Observation nodes =
        before != null && sameNodes && before.nodesHold(now)
            ? before
            : ofNodes(cluster, before, now);
    return new Observation(
        virtualIPs(cluster, writes, nodes.nodes, before, now),
        nodes.nodes,
        nodes.facts,
        nodes.reports,
        nodes.nodesUntil,
        now);
  }

  private boolean nodesHold(Instant now) {
    return !now.isBefore(time) && now.isBefore(nodesUntil);
  }

  private static Observation ofNodes(
      ClusterView cluster, @Nullable Observation before, Instant now) {
    Map<String, VirtualIPNode> virtualIPNodes = byName(cluster.virtualIPNodes());
    Map<String, NodeReading> nodes = new HashMap<>();
    Instant until = Instant.MAX;
    for (Node node : cluster.nodes()) {
      String name = node.getMetadata().getName();
      NodeReading known = before == null ? null : before.nodes.get(name);
      NodeReading reading = NodeReading.of(node, virtualIPNodes.get(name), known, now);
      nodes.put(name, reading);
      until = reading.until().isBefore(until) ? reading.until() : until;
    }
    Reports reports =
        new Reports(
            nodes.values().stream().map(NodeReading::report).toList(),
            before == null ? null : before.reports);
    List<ClusterNode> facts = nodes.values().stream().map(it -> facts(it, reports)).toList();
    return new Observation(Map.of(), nodes, facts, reports, until, now);
  }

  private static Map<String, VirtualIPReading> virtualIPs(
      ClusterView cluster,
      OwnWrites writes,
      Map<String, NodeReading> nodes,
      @Nullable Observation before,
      Instant now) {
    List<VirtualIP> present =
        cluster.virtualIPs().stream()
            .filter(virtualIP -> virtualIP.getMetadata().getDeletionTimestamp() == null)
            .filter(virtualIP -> virtualIP.getSpec() != null)
            .map(writes::freshest)
            .toList();
    Map<String, Integer> onTheWire = new HashMap<>();
    if (present.stream().anyMatch(Observation::hasNoNumber)) {
      nodes.values().forEach(node -> collect(node.report(), onTheWire));
    }
    Map<String, VirtualIPReading> virtualIPs = new HashMap<>();
    for (VirtualIP virtualIP : present) {
      String name = virtualIP.getMetadata().getName();
      Integer running = hasNoNumber(virtualIP) ? onTheWire.get(name) : null;
      VirtualIPReading known = before == null ? null : before.virtualIPs.get(name);
      virtualIPs.put(name, VirtualIPReading.of(virtualIP, running, known, now));
    }
    return virtualIPs;
  }

  private static boolean hasNoNumber(VirtualIP virtualIP) {
    VirtualIPStatus status = virtualIP.getStatus();
    return status == null || status.virtualRouterID() == null;
  }

  /** To an agent the routers of other nodes are foreign too, when its own node has no part. */
  private static ClusterNode facts(NodeReading node, Reports reports) {
    if (node.foreign().isEmpty()) {
      return node.facts();
    }
    List<ForeignVirtualRouter> foreign =
        node.foreign().stream()
            .filter(router -> reports.nodeWith(router.source()).isEmpty())
            .toList();
    return foreign.size() == node.foreign().size()
        ? node.facts()
        : node.facts().withForeign(foreign);
  }

  /** What planning depends on. */
  ClusterState state(String clusterUID) {
    return new ClusterState(
        clusterUID, virtualIPs.values().stream().map(VirtualIPReading::declared).toList(), facts);
  }

  /** The VirtualIP of this name; null if there is none, or none that stays. */
  @Nullable VirtualIP virtualIP(String name) {
    VirtualIPReading reading = virtualIPs.get(name);
    return reading == null ? null : reading.object();
  }

  Map<String, VirtualIPStatus> statuses() {
    Map<String, VirtualIPStatus> statuses = new HashMap<>();
    virtualIPs.forEach(
        (name, virtualIP) -> {
          VirtualIPStatus status = virtualIP.object().getStatus();
          if (status != null) {
            statuses.put(name, status);
          }
        });
    return statuses;
  }

  /** When the plan changes by the mere passing of time. */
  Optional<Instant> nextChange() {
    return Stream.concat(
            Stream.of(nodesUntil).filter(it -> !it.equals(Instant.MAX)),
            virtualIPs.values().stream().flatMap(it -> it.deadline().stream()))
        .filter(time::isBefore)
        .min(Instant::compareTo);
  }

  private static void collect(NodeReport node, Map<String, Integer> onTheWire) {
    VirtualIPNodeSpec spec = node.spec();
    if (spec != null) {
      spec.virtualRouters()
          .forEach(it -> onTheWire.putIfAbsent(it.virtualIP().name(), it.virtualRouterID()));
    }
    VirtualIPNodeStatus status = node.status();
    if (status != null) {
      status
          .virtualRouters()
          .forEach(it -> onTheWire.putIfAbsent(it.virtualIP().name(), it.virtualRouterID()));
    }
  }

  private static <T extends HasMetadata> Map<String, T> byName(Collection<T> objects) {
    return objects.stream().collect(toMap(object -> object.getMetadata().getName(), identity()));
  }
}
