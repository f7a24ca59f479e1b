package dev.virtualip.operator.plan;

import java.util.Comparator;
import java.util.List;

/**
 * Everything that a plan depends on: two equal states have equal plans.
 *
 * @param clusterUID metadata.uid of the namespace kube-system
 * @param virtualIPs oldest first, those of one age by name: the order in which claims count
 * @param nodes the Linux nodes, by name
 */
public record ClusterState(
    String clusterUID, List<DeclaredVirtualIP> virtualIPs, List<ClusterNode> nodes) {

  public ClusterState {
    virtualIPs =
        virtualIPs.stream()
            .sorted(
                Comparator.comparing(DeclaredVirtualIP::creationTimestamp)
                    .thenComparing(DeclaredVirtualIP::name))
            .toList();
    nodes = nodes.stream().sorted(Comparator.comparing(ClusterNode::name)).toList();
  }
}
