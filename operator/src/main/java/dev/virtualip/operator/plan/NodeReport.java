package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.VirtualIPNodeStatus;
import dev.virtualip.api.v1alpha1.VirtualRouterStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the agent of one node says, and how much that is worth.
 *
 * @param node metadata.name of the Node
 * @param ready whether the Node is Ready: what a dead agent said last stays written
 * @param status null until the agent has reported
 */
public record NodeReport(String node, boolean ready, @Nullable VirtualIPNodeStatus status) {

  /** What it says of the virtual routers of one VirtualIP. */
  List<VirtualRouterStatus> virtualRouters(String virtualIPUID) {
    return status == null
        ? List.of()
        : status.virtualRouters().stream()
            .filter(router -> router.virtualIP().uid().equals(virtualIPUID))
            .toList();
  }
}
