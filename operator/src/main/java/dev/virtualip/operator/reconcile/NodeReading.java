package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.ForeignVirtualRouter;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPNodeSpec;
import dev.virtualip.api.v1alpha1.VirtualIPNodeStatus;
import dev.virtualip.operator.plan.ClusterNode;
import dev.virtualip.operator.plan.NodeReport;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a Node and its VirtualIPNode say, read once for as long as the cache holds these very
 * objects: of hundreds of nodes a change concerns one.
 *
 * @param facts for the plan, its foreign routers unfiltered
 * @param foreign what its agent hears and has no part in
 * @param from when it was read
 * @param until the first of its changes after that; {@link Instant#MAX} without one
 */
record NodeReading(
    Node node,
    @Nullable VirtualIPNode virtualIPNode,
    NodeReport report,
    ClusterNode facts,
    List<ForeignVirtualRouter> foreign,
    Instant from,
    Instant until) {

  /**
   * Reads them.
   *
   * @param known what was read before, from which the same is taken
   */
  static NodeReading of(
      Node node, @Nullable VirtualIPNode virtualIPNode, @Nullable NodeReading known, Instant now) {
    if (known != null && known.isOf(node, virtualIPNode, now)) {
      return known;
    }
    VirtualIPNodeStatus status = virtualIPNode == null ? null : virtualIPNode.getStatus();
    List<ForeignVirtualRouter> foreign =
        status == null ? List.of() : status.foreignVirtualRouters();
    Optional<Instant> listened = NodeFactsReader.listenedAt(status);
    Instant until =
        Stream.of(
                NodeFactsReader.goneAt(node),
                listened,
                listened.map(it -> it.minusSeconds(ClusterNode.LISTEN_SECONDS)))
            .flatMap(Optional::stream)
            .filter(now::isBefore)
            .min(Instant::compareTo)
            .orElse(Instant.MAX);
    ClusterNode facts = NodeFactsReader.read(node, virtualIPNode, foreign, now);
    return new NodeReading(
        node,
        virtualIPNode,
        report(node, virtualIPNode, status, now),
        known != null && facts.equals(known.facts) ? known.facts : facts,
        foreign,
        now,
        until);
  }

  /** Whether reading these objects now would give the same. */
  @SuppressWarnings("ReferenceEquality") // The same object needs no comparison.
  private boolean isOf(Node node, @Nullable VirtualIPNode virtualIPNode, Instant now) {
    return this.node == node
        && this.virtualIPNode == virtualIPNode
        && !now.isBefore(from)
        && now.isBefore(until);
  }

  private static NodeReport report(
      Node node,
      @Nullable VirtualIPNode virtualIPNode,
      @Nullable VirtualIPNodeStatus status,
      Instant now) {
    VirtualIPNodeSpec spec = virtualIPNode == null ? null : virtualIPNode.getSpec();
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
}
