package dev.virtualip.agent.selfcheck;

import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.api.v1alpha1.PeerMode;
import dev.virtualip.api.v1alpha1.RouterCondition;
import java.util.List;

/** Wireless cards hear multicast late or never, as access points send it without a repetition. */
final class WirelessCheck implements Check {

  static final String TYPE = "WirelessInterface";

  @Override
  public List<RouterCondition> examine(VirtualRouterSnapshot router, Host host) {
    String name = router.spec().interfaceName();
    return router.spec().peerMode() == PeerMode.MULTICAST && host.isWireless(name)
        ? List.of(
            new RouterCondition(
                TYPE,
                "Multicast",
                "%s is wireless, where multicast is lost more often than elsewhere and elections with it; name a wired interface in spec.nodes, or set spec.peers.mode: Both"
                    .formatted(name)))
        : List.of();
  }
}
