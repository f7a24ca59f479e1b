package dev.virtualip.operator.plan;

import dev.virtualip.plan.NetworkInterface;
import dev.virtualip.plan.Subnet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The addresses that the nodes have themselves, which no virtual router is to take. */
final class OwnAddresses {

  /** Where an address is. */
  record Place(String node, String interfaceName) {}

  private final Map<InetAddress, List<Place>> places = new HashMap<>();

  /**
   * Collects them.
   *
   * @param nodes in the order in which they are to be named
   */
  OwnAddresses(List<ClusterNode> nodes) {
    for (ClusterNode node : nodes) {
      List<NetworkInterface> interfaces = node.interfaces();
      if (interfaces != null) {
        interfaces.forEach(
            it -> it.subnets().forEach(subnet -> add(subnet, new Place(node.name(), it.name()))));
      }
    }
  }

  /** The nodes that have the address. */
  List<Place> places(InetAddress address) {
    return places.getOrDefault(address, List.of());
  }

  private void add(Subnet subnet, Place place) {
    places.computeIfAbsent(subnet.address(), _ -> new ArrayList<>(1)).add(place);
  }
}
