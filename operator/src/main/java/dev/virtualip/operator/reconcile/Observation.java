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
import dev.virtualip.operator.plan.DeclaredVirtualIP;
import dev.virtualip.operator.plan.NodeReport;
import dev.virtualip.operator.plan.Reports;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cluster at one moment, its objects by name.
 *
 * @param virtualIPs those that are there to stay
 * @param nodes the Linux nodes
 */
record Observation(
    Map<String, VirtualIP> virtualIPs,
    Map<String, Node> nodes,
    Map<String, VirtualIPNode> virtualIPNodes,
    Reports reports,
    Instant time) {

  static Observation of(ClusterView cluster, OwnWrites writes, Instant now) {
    Map<String, VirtualIP> virtualIPs =
        byName(
            cluster.virtualIPs().stream()
                .filter(virtualIP -> virtualIP.getMetadata().getDeletionTimestamp() == null)
                .filter(virtualIP -> virtualIP.getSpec() != null)
                .map(writes::freshest)
                .toList());
    Map<String, Node> nodes = byName(cluster.nodes());
    Map<String, VirtualIPNode> virtualIPNodes = byName(cluster.virtualIPNodes());
    List<NodeReport> reports =
        nodes.values().stream()
            .map(node -> report(node, virtualIPNodes.get(node.getMetadata().getName()), now))
            .toList();
    return new Observation(virtualIPs, nodes, virtualIPNodes, new Reports(reports), now);
  }

  /** What planning depends on. */
  ClusterState state(String clusterUID) {
    Map<String, Integer> onTheWire = new HashMap<>();
    virtualIPNodes.values().forEach(node -> collect(node, onTheWire));
    return new ClusterState(
        clusterUID,
        virtualIPs.values().stream()
            .map(it -> DeclaredVirtualIP.of(it, onTheWire.get(it.getMetadata().getName()), time))
            .toList(),
        nodes.values().stream().map(this::clusterNode).toList());
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

  /** When the plan changes by the mere passing of time. */
  Optional<Instant> nextChange() {
    return Stream.of(
            nodes.values().stream().flatMap(node -> NodeFactsReader.goneAt(node).stream()),
            virtualIPNodes.values().stream()
                .flatMap(it -> NodeFactsReader.listenedAt(it.getStatus()).stream()),
            virtualIPs.values().stream()
                .flatMap(it -> DeclaredVirtualIP.givesUpAt(it.getStatus()).stream()))
        .flatMap(identity())
        .filter(time::isBefore)
        .min(Instant::compareTo);
  }

  private static NodeReport report(Node node, @Nullable VirtualIPNode virtualIPNode, Instant now) {
    VirtualIPNodeSpec spec = virtualIPNode == null ? null : virtualIPNode.getSpec();
    VirtualIPNodeStatus status = virtualIPNode == null ? null : virtualIPNode.getStatus();
    return new NodeReport(
        node.getMetadata().getName(),
        NodeFactsReader.ready(node),
        NodeFactsReader.gone(node, now),
        spec,
        virtualIPNode != null && status != null && answers(virtualIPNode, status),
        status);
  }

  /** Generations are compared for equality and never for order: an etcd restore takes them back. */
  private static boolean answers(VirtualIPNode virtualIPNode, VirtualIPNodeStatus status) {
    return Objects.equals(virtualIPNode.getMetadata().getGeneration(), status.observedGeneration());
  }

  private ClusterNode clusterNode(Node node) {
    VirtualIPNode virtualIPNode = virtualIPNodes.get(node.getMetadata().getName());
    VirtualIPNodeStatus status = virtualIPNode == null ? null : virtualIPNode.getStatus();
    return NodeFactsReader.read(node, virtualIPNode, foreign(status), time);
  }

  /** To an agent the routers of other nodes are foreign too, when its own node has no part. */
  private List<ForeignVirtualRouter> foreign(@Nullable VirtualIPNodeStatus status) {
    return status == null
        ? List.of()
        : status.foreignVirtualRouters().stream()
            .filter(router -> reports.nodeWith(router.source()).isEmpty())
            .toList();
  }

  private static void collect(VirtualIPNode node, Map<String, Integer> onTheWire) {
    VirtualIPNodeSpec spec = node.getSpec();
    if (spec != null) {
      spec.virtualRouters()
          .forEach(it -> onTheWire.putIfAbsent(it.virtualIP().name(), it.virtualRouterID()));
    }
    VirtualIPNodeStatus status = node.getStatus();
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
