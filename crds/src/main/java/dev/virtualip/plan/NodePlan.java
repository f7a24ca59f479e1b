package dev.virtualip.plan;

import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.util.List;

/** Outcome of planning one VirtualIP for one node. */
public sealed interface NodePlan {

  /**
   * The virtual routers that the node is to run, one per address family; none while suspended.
   *
   * @param virtualRouters in the order IPv4, IPv6
   */
  record Routers(List<VirtualRouterSpec> virtualRouters) implements NodePlan {
    public Routers {
      virtualRouters = List.copyOf(virtualRouters);
    }
  }

  /**
   * The node can't run it.
   *
   * @param field path in the VirtualIP, such as {@code spec.addresses[0]}
   * @param message what is wrong, with the names and values concerned
   * @param cure what the administrator should do
   */
  record Refusal(String field, String message, String cure) implements NodePlan {}
}
