package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.ForeignVirtualRouter;
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
 * @param drains whether it is cordoned or out of service: it hands over and holds addresses only
 *     while nobody better is there
 * @param listened whether its agent has heard the network for long enough to know foreign routers
 * @param foreign the foreign virtual routers that its agent hears
 * @param interfaces what its agent reported; null until an agent has
 */
public record ClusterNode(
    String name,
    Map<String, String> labels,
    boolean gone,
    boolean drains,
    boolean listened,
    List<ForeignVirtualRouter> foreign,
    @Nullable List<NetworkInterface> interfaces) {

  /** How long a Node may be not Ready before a stand-by takes its place, in seconds. */
  public static final long GRACE_SECONDS = 60;

  /** How long an agent of a Ready Node may leave what it was told unanswered, in seconds. */
  public static final long SILENCE_SECONDS = 60;

  /** How long an agent listens before a VRID is allocated, in seconds. */
  public static final long LISTEN_SECONDS = 5;

  public ClusterNode {
    labels = Map.copyOf(labels);
    foreign = List.copyOf(foreign);
    interfaces = interfaces == null ? null : List.copyOf(interfaces);
  }

  /** The same node whose agent hears these foreign routers. */
  public ClusterNode withForeign(List<ForeignVirtualRouter> heard) {
    return new ClusterNode(name, labels, gone, drains, listened, heard, interfaces);
  }
}
