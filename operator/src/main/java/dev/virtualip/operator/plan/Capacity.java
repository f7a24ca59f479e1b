package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.Limits;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the virtual addresses and routers of each node: an agent renews every address with each
 * tick, so there are as many as it can renew in time, and no more.
 */
final class Capacity {

  /** Virtual addresses that one node can hold at once. */
  static final Map<Family, Integer> LIMITS =
      new EnumMap<>(Map.of(Family.IPV4, 1000, Family.IPV6, 250));

  /** How many addresses a node holds, and in how many virtual routers. */
  private record Load(int ipv4, int ipv6, int routers4, int routers6) {

    static final Load NONE = new Load(0, 0, 0, 0);

    Load and(VirtualRouterSpec router) {
      int more = router.addresses().size();
      return router.family() == Family.IPV4
          ? new Load(ipv4 + more, ipv6, routers4 + 1, routers6)
          : new Load(ipv4, ipv6 + more, routers4, routers6 + 1);
    }

    boolean fits() {
      return ipv4 <= LIMITS.getOrDefault(Family.IPV4, 0)
          && ipv6 <= LIMITS.getOrDefault(Family.IPV6, 0)
          && Math.max(routers4, routers6) <= Limits.VIRTUAL_ROUTERS;
    }
  }

  private final Map<String, Load> loads = new HashMap<>();

  /** Takes the room for these routers on a node if there is room for all of them. */
  boolean admit(String node, List<VirtualRouterSpec> routers) {
    return admitAll(Map.of(node, routers));
  }

  /** Takes the room on all these nodes, or on none of them. */
  boolean admitAll(Map<String, List<VirtualRouterSpec>> participants) {
    Map<String, Load> after = new HashMap<>();
    participants.forEach(
        (node, routers) -> {
          Load load = loads.getOrDefault(node, Load.NONE);
          for (VirtualRouterSpec router : routers) {
            load = load.and(router);
          }
          after.put(node, load);
        });
    if (!after.values().stream().allMatch(Load::fits)) {
      return false;
    }
    loads.putAll(after);
    return true;
  }
}
