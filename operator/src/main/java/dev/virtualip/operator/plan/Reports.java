package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.InterfaceStatus;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The reports of all nodes, found by what is asked of them.
 *
 * <p>A virtual router belongs to the VirtualIP of its name, also when that was deleted and created
 * again and has another uid: the addresses then stay where they are.
 */
public final class Reports {

  private final List<NodeReport> all;
  private final Map<String, NodeReport> byNode = new HashMap<>();
  private final Map<String, List<NodeReport>> byVirtualIP = new HashMap<>();
  private final Map<String, String> nodeByAddress = new HashMap<>();

  public Reports(List<NodeReport> reports) {
    all = List.copyOf(reports);
    for (NodeReport report : all) {
      byNode.put(report.node(), report);
      for (VirtualRouterSpec told : report.told()) {
        index(told.virtualIP().name(), report);
      }
      if (report.status() != null) {
        for (VirtualRouterStatus runs : report.status().virtualRouters()) {
          index(runs.virtualIP().name(), report);
        }
        for (InterfaceStatus reported : report.status().interfaces()) {
          addresses(reported).forEach(it -> nodeByAddress.putIfAbsent(it, report.node()));
        }
      }
    }
  }

  /** All of them, in the order in which they were given. */
  public List<NodeReport> all() {
    return all;
  }

  /** The report of one node; empty for a node that isn't there. */
  Optional<NodeReport> node(String name) {
    return Optional.ofNullable(byNode.get(name));
  }

  /** The reports of nodes that were told of a VirtualIP or say something of it. */
  List<NodeReport> of(String virtualIP) {
    return byVirtualIP.getOrDefault(virtualIP, List.of());
  }

  /** As {@link #of}, and those of further nodes. */
  Collection<NodeReport> concerning(String virtualIP, Collection<String> nodes) {
    Map<String, NodeReport> concerned = new TreeMap<>();
    of(virtualIP).forEach(report -> concerned.put(report.node(), report));
    for (String node : nodes) {
      node(node).ifPresent(report -> concerned.put(node, report));
    }
    return concerned.values();
  }

  /** The node that has this address on one of its interfaces. */
  public Optional<String> nodeWith(String address) {
    return Optional.ofNullable(nodeByAddress.get(address));
  }

  private void index(String virtualIP, NodeReport report) {
    List<NodeReport> known = byVirtualIP.computeIfAbsent(virtualIP, _ -> new ArrayList<>());
    if (known.isEmpty() || !known.getLast().node().equals(report.node())) {
      known.add(report);
    }
  }

  /** Adverts come from the primary IPv4 and the link-local IPv6 address. */
  private static List<String> addresses(InterfaceStatus reported) {
    List<String> addresses = new ArrayList<>();
    reported.subnets().stream()
        .map(subnet -> subnet.substring(0, Math.max(subnet.indexOf('/'), 0)))
        .forEach(addresses::add);
    add(addresses, reported.primaryIPv4());
    add(addresses, reported.linkLocalIPv6());
    return addresses;
  }

  private static void add(List<String> addresses, @Nullable String address) {
    if (address != null) {
      addresses.add(address);
    }
  }
}
