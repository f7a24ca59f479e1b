package dev.virtualip.operator.plan;

import dev.virtualip.plan.NetworkInterface;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What planning needs to know of a Linux node.
 *
 * @param name metadata.name of the Node
 * @param labels metadata.labels of the Node
 * @param gone whether a stand-by node is to take its place: not Ready for {@link #GRACE_SECONDS}
 * @param interfaces what its agent reported; null until an agent has
 */
public record ClusterNode(
    String name,
    Map<String, String> labels,
    boolean gone,
    @Nullable List<NetworkInterface> interfaces) {

  /** How long a Node may be not Ready before a stand-by takes its place, in seconds. */
  public static final long GRACE_SECONDS = 60;

  public ClusterNode {
    labels = Map.copyOf(labels);
    interfaces = interfaces == null ? null : List.copyOf(interfaces);
  }
}
