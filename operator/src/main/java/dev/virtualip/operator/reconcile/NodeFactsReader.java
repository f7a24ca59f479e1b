package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.ForeignVirtualRouter;
import dev.virtualip.api.v1alpha1.InterfaceStatus;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPNodeStatus;
import dev.virtualip.operator.plan.ClusterNode;
import dev.virtualip.operator.plan.Links;
import dev.virtualip.plan.NetworkInterface;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads from a Node and its VirtualIPNode what planning needs to know. */
final class NodeFactsReader {

  /** Set by an administrator on a Node that is shut down and shall be detached from everything. */
  private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

  private NodeFactsReader() {}

  /**
   * The node as planning sees it.
   *
   * @param virtualIPNode null while there is none
   * @param foreign what its agent hears of routers outside the cluster
   */
  static ClusterNode read(
      Node node,
      @Nullable VirtualIPNode virtualIPNode,
      List<ForeignVirtualRouter> foreign,
      Instant now) {
    return new ClusterNode(
        node.getMetadata().getName(),
        Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of()),
        gone(node, now),
        drains(node),
        virtualIPNode != null && listened(virtualIPNode.getStatus(), now),
        foreign,
        virtualIPNode == null ? null : interfaces(virtualIPNode.getStatus()));
  }

  /** Whether a stand-by takes the place of the node. */
  static boolean gone(Node node, Instant now) {
    return outOfService(node)
        || goneAt(node).filter(deadline -> !now.isBefore(deadline)).isPresent();
  }

  /** Whether its pods are about to go: cordoned, as drain does first, or out of service. */
  static boolean drains(Node node) {
    return node.getSpec() != null
        && (Boolean.TRUE.equals(node.getSpec().getUnschedulable()) || outOfService(node));
  }

  /** Whether an administrator has declared the machine shut down. */
  static boolean outOfService(Node node) {
    return node.getSpec() != null
        && node.getSpec().getTaints() != null
        && node.getSpec().getTaints().stream()
            .anyMatch(taint -> OUT_OF_SERVICE.equals(taint.getKey()));
  }

  /** When the agent has listened to the network for long enough; empty until it runs. */
  static Optional<Instant> listenedAt(@Nullable VirtualIPNodeStatus status) {
    return status == null || status.agent() == null
        ? Optional.empty()
        : Optional.of(status.agent().startTime().plusSeconds(ClusterNode.LISTEN_SECONDS));
  }

  /** An agent that says it starts in the future has another clock, and is not waited for. */
  private static boolean listened(@Nullable VirtualIPNodeStatus status, Instant now) {
    return listenedAt(status)
        .filter(
            deadline ->
                !now.isBefore(deadline)
                    || now.plusSeconds(ClusterNode.LISTEN_SECONDS).isBefore(deadline))
        .isPresent();
  }

  /** Whether the kubelet reports in time and is content. */
  static boolean ready(Node node) {
    return readyCondition(node).filter(ready -> "True".equals(ready.getStatus())).isPresent();
  }

  /** When a stand-by takes the place of the node, unless it gets Ready; empty while it is. */
  static Optional<Instant> goneAt(Node node) {
    if (ready(node)) {
      return Optional.empty();
    }
    return readyCondition(node)
        .map(NodeCondition::getLastTransitionTime)
        .or(() -> Optional.ofNullable(node.getMetadata().getCreationTimestamp()))
        .map(Instant::parse)
        .map(since -> since.plusSeconds(ClusterNode.GRACE_SECONDS));
  }

  /** Interfaces as the agent reported them; null until it has. */
  static @Nullable List<NetworkInterface> interfaces(@Nullable VirtualIPNodeStatus status) {
    if (status == null || status.agent() == null) {
      return null;
    }
    return status.interfaces().stream().map(NodeFactsReader::networkInterface).toList();
  }

  private static NetworkInterface networkInterface(InterfaceStatus reported) {
    return new NetworkInterface(
        reported.name(),
        reported.subnets().stream().flatMap(subnet -> Links.subnet(subnet).stream()).toList());
  }

  private static Optional<NodeCondition> readyCondition(Node node) {
    return node.getStatus() == null || node.getStatus().getConditions() == null
        ? Optional.empty()
        : node.getStatus().getConditions().stream()
            .filter(condition -> "Ready".equals(condition.getType()))
            .findFirst();
  }
}
