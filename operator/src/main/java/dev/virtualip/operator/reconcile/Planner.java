package dev.virtualip.operator.reconcile;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import dev.virtualip.operator.plan.ClusterNode;
import dev.virtualip.operator.plan.ClusterPlan;
import dev.virtualip.operator.plan.ClusterState;
import dev.virtualip.operator.plan.DeclaredVirtualIP;
import dev.virtualip.operator.plan.NodeReport;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Plans from the cluster as it is now, one plan at a time. Equal states share their plan, so that a
 * change which concerns many objects is thought through once.
 */
final class Planner {

  /**
   * The plan and what it was made from, by name.
   *
   * @param nextGone when the next Node has been not Ready for too long
   */
  record Snapshot(
      ClusterPlan plan,
      Map<String, VirtualIP> virtualIPs,
      Map<String, Node> nodes,
      Map<String, VirtualIPNode> virtualIPNodes,
      Optional<Instant> nextGone,
      Instant time) {

    List<NodeReport> reports() {
      return nodes.values().stream()
          .map(
              node -> {
                String name = node.getMetadata().getName();
                VirtualIPNode virtualIPNode = virtualIPNodes.get(name);
                return new NodeReport(
                    name,
                    NodeFactsReader.ready(node),
                    virtualIPNode == null ? null : virtualIPNode.getStatus());
              })
          .toList();
    }

    Map<String, VirtualIPStatus> statuses() {
      Map<String, VirtualIPStatus> statuses = new HashMap<>();
      virtualIPs.forEach(
          (name, virtualIP) -> {
            VirtualIPStatus status = virtualIP.getStatus();
            if (status != null) {
              statuses.put(name, status);
            }
          });
      return statuses;
    }
  }

  private final String clusterUID;
  private final ClusterView cluster;
  private final OwnWrites writes = new OwnWrites();
  private final Clock clock;
  private @Nullable ClusterState lastState;
  private @Nullable ClusterPlan lastPlan;

  /**
   * Plans for one cluster.
   *
   * @param clusterUID metadata.uid of the namespace kube-system
   */
  Planner(String clusterUID, ClusterView cluster, Clock clock) {
    this.clusterUID = clusterUID;
    this.cluster = cluster;
    this.clock = clock;
  }

  String clusterUID() {
    return clusterUID;
  }

  /** From now on plans count what was stored. */
  void stored(VirtualIP before, VirtualIP stored) {
    writes.record(before, stored);
  }

  Snapshot look() {
    Instant now = clock.instant();
    Map<String, VirtualIP> virtualIPs =
        byName(
            cluster.virtualIPs().stream()
                .filter(virtualIP -> virtualIP.getMetadata().getDeletionTimestamp() == null)
                .filter(virtualIP -> virtualIP.getSpec() != null)
                .map(writes::freshest)
                .toList());
    Map<String, Node> nodes = byName(cluster.nodes());
    Map<String, VirtualIPNode> virtualIPNodes = byName(cluster.virtualIPNodes());
    List<ClusterNode> planned =
        nodes.values().stream()
            .map(
                node ->
                    NodeFactsReader.read(
                        node, virtualIPNodes.get(node.getMetadata().getName()), now))
            .toList();
    Optional<Instant> nextGone =
        nodes.values().stream()
            .flatMap(node -> NodeFactsReader.goneAt(node).stream())
            .filter(now::isBefore)
            .min(Instant::compareTo);
    ClusterState state =
        new ClusterState(
            clusterUID, virtualIPs.values().stream().map(DeclaredVirtualIP::of).toList(), planned);
    return new Snapshot(plan(state), virtualIPs, nodes, virtualIPNodes, nextGone, now);
  }

  private synchronized ClusterPlan plan(ClusterState state) {
    if (lastPlan == null || !state.equals(lastState)) {
      lastPlan = ClusterPlan.of(state);
      lastState = state;
    }
    return Objects.requireNonNull(lastPlan);
  }

  private static <T extends HasMetadata> Map<String, T> byName(Collection<T> objects) {
    return objects.stream().collect(toMap(object -> object.getMetadata().getName(), identity()));
  }
}
