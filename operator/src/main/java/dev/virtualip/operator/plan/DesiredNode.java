package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.InterfacePeers;
import dev.virtualip.api.v1alpha1.VirtualIPNodeSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Renders the whole spec of one VirtualIPNode. */
public final class DesiredNode {

  private DesiredNode() {}

  /**
   * The spec, its virtual routers in the order of (VirtualIP, family), its peers once for each
   * interface.
   *
   * @param node metadata.name of the Node
   * @param drain whether it is cordoned or out of service
   * @param reportRequest what the agent is asked to repeat; null for nothing
   */
  public static VirtualIPNodeSpec spec(
      String clusterUID,
      Orders orders,
      String node,
      boolean drain,
      @Nullable String reportRequest) {
    List<VirtualRouterSpec> routers = new ArrayList<>(orders.of(node));
    routers.sort(
        Comparator.comparing((VirtualRouterSpec router) -> router.virtualIP().name())
            .thenComparing(VirtualRouterSpec::family));
    Map<String, Set<String>> peers = new TreeMap<>();
    for (VirtualRouterSpec router : routers) {
      Set<String> addresses = orders.peers(node, router);
      if (!addresses.isEmpty()) {
        peers.computeIfAbsent(router.interfaceName(), _ -> new TreeSet<>()).addAll(addresses);
      }
    }
    return new VirtualIPNodeSpec(
        clusterUID,
        drain,
        reportRequest,
        peers.entrySet().stream()
            .map(entry -> new InterfacePeers(entry.getKey(), List.copyOf(entry.getValue())))
            .toList(),
        routers);
  }
}
