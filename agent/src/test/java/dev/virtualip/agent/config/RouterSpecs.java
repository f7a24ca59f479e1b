package dev.virtualip.agent.config;

import dev.virtualip.api.v1alpha1.ChecksumMode;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.PeerMode;
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

  static VirtualRouterSpec unicast(
      String virtualIP, int virtualRouterID, String address, String... externalPeers) {
    return peers(virtualIP, virtualRouterID, address, PeerMode.UNICAST, List.of(externalPeers));
  }

  static VirtualRouterSpec peers(
      String virtualIP, int virtualRouterID, String address, PeerMode mode, List<String> external) {
    return new VirtualRouterSpec(
        new VirtualIPReference(virtualIP, "", 0),
        Family.IPV4,
        "eth0",
        virtualRouterID,
        3,
        100,
        250,
        true,
        0,
        List.of(address),
        ChecksumMode.PSEUDO_HEADER,
        null,
        mode,
        external,
        List.of(),
        false);
  }
}
