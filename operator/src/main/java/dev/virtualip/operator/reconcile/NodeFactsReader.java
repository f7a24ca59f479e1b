package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.InterfaceStatus;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPNodeStatus;
import dev.virtualip.operator.plan.ClusterNode;
import dev.virtualip.plan.NetworkInterface;
import dev.virtualip.plan.Subnet;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads from a Node and its VirtualIPNode what planning needs to know. */
final class NodeFactsReader {

  private NodeFactsReader() {}

  /**
   * The node as planning sees it.
   *
   * @param virtualIPNode null while there is none
   */
  static ClusterNode read(Node node, @Nullable VirtualIPNode virtualIPNode, Instant now) {
    return new ClusterNode(
        node.getMetadata().getName(),
        Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of()),
        goneAt(node).filter(deadline -> !now.isBefore(deadline)).isPresent(),
        virtualIPNode == null ? null : interfaces(virtualIPNode.getStatus()));
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
        reported.name(), reported.subnets().stream().flatMap(NodeFactsReader::subnet).toList());
  }

  /** An agent of another version may report what this one can't read. */
  private static Stream<Subnet> subnet(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return Stream.empty();
    }
    try {
      return Stream.of(
          new Subnet(
              InetAddress.ofLiteral(text.substring(0, slash)),
              Integer.parseInt(text.substring(slash + 1))));
    } catch (IllegalArgumentException unreadable) {
      return Stream.empty();
    }
  }

  private static Optional<NodeCondition> readyCondition(Node node) {
    return node.getStatus() == null || node.getStatus().getConditions() == null
        ? Optional.empty()
        : node.getStatus().getConditions().stream()
            .filter(condition -> "Ready".equals(condition.getType()))
            .findFirst();
  }
}
