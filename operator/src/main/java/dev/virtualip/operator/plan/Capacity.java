package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the virtual addresses of each node: an agent renews every one of them with each tick, so
 * there are as many as it can renew in time, and no more.
 */
final class Capacity {

  /** Virtual addresses that one node can hold at once. */
  static final Map<Family, Integer> LIMITS =
      new EnumMap<>(Map.of(Family.IPV4, 1000, Family.IPV6, 250));

  private final Map<String, Map<Family, Integer>> used = new HashMap<>();

  /** Takes the room for these routers on a node if there is room for all of them. */
  boolean admit(String node, List<VirtualRouterSpec> routers) {
    Map<Family, Integer> before = used.getOrDefault(node, Map.of());
    Map<Family, Integer> after = new EnumMap<>(Family.class);
    after.putAll(before);
    routers.forEach(
        router -> after.merge(router.family(), router.addresses().size(), Integer::sum));
    if (LIMITS.entrySet().stream()
        .anyMatch(limit -> after.getOrDefault(limit.getKey(), 0) > limit.getValue())) {
      return false;
    }
    used.put(node, after);
    return true;
  }
}
