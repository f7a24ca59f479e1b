package dev.virtualip.agent.config;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.util.List;

/** Virtual routers for tests. */
final class RouterSpecs {

  private RouterSpecs() {}

  static VirtualRouterSpec router(String virtualIP, int virtualRouterID, String... addresses) {
    return VirtualRouterSpec.of(
        new VirtualIPReference(virtualIP, "", 0),
        Family.IPV4,
        "eth0",
        virtualRouterID,
        100,
        250,
        true,
        List.of(addresses));
  }
}
