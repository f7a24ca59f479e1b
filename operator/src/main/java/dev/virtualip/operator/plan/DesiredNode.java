package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.InterfacePeers;
import dev.virtualip.api.v1alpha1.PeerMode;
import dev.virtualip.api.v1alpha1.VirtualIPNodeSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
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
    List<VirtualRouterSpec> routers = orders.of(node);
    Map<String, Set<String>> peers = new TreeMap<>();
    for (VirtualRouterSpec router : routers) {
      add(peers, router.interfaceName(), orders.peers(node, router));
    }
    return spec(clusterUID, drain, reportRequest, peers, routers);
  }

  /**
   * The spec, and with it some of the virtual routers that the node was told before.
   *
   * @param kept none that {@code desired} has too
   */
  public static VirtualIPNodeSpec keeping(
      VirtualIPNodeSpec desired, VirtualIPNodeSpec told, Predicate<VirtualRouterSpec> kept) {
    List<VirtualRouterSpec> routers = new ArrayList<>(desired.virtualRouters());
    Map<String, Set<String>> peers = new TreeMap<>();
    desired.peers().forEach(it -> add(peers, it.interfaceName(), it.addresses()));
    Set<String> unicast = new TreeSet<>();
    for (VirtualRouterSpec router : told.virtualRouters()) {
      if (kept.test(router)) {
        routers.add(router);
        if (router.peerMode() != PeerMode.MULTICAST) {
          unicast.add(router.interfaceName());
        }
      }
    }
    told.peers().stream()
        .filter(it -> unicast.contains(it.interfaceName()))
        .forEach(it -> add(peers, it.interfaceName(), it.addresses()));
    return spec(desired.clusterUID(), desired.drain(), desired.reportRequest(), peers, routers);
  }

  private static void add(
      Map<String, Set<String>> peers, String interfaceName, Collection<String> addresses) {
    if (!addresses.isEmpty()) {
      peers.computeIfAbsent(interfaceName, _ -> new TreeSet<>()).addAll(addresses);
    }
  }

  private static VirtualIPNodeSpec spec(
      String clusterUID,
      boolean drain,
      @Nullable String reportRequest,
      Map<String, Set<String>> peers,
      List<VirtualRouterSpec> routers) {
    return new VirtualIPNodeSpec(
        clusterUID,
        drain,
        reportRequest,
        peers.entrySet().stream()
            .map(entry -> new InterfacePeers(entry.getKey(), List.copyOf(entry.getValue())))
            .toList(),
        routers.stream()
            .sorted(
                Comparator.comparing((VirtualRouterSpec router) -> router.virtualIP().name())
                    .thenComparing(VirtualRouterSpec::family))
            .toList());
  }
}
