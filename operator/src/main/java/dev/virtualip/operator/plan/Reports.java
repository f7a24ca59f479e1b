package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.InterfaceStatus;
import dev.virtualip.api.v1alpha1.VirtualIPNodeStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The reports of all nodes, found by what is asked of them.
 *
 * <p>A virtual router belongs to the VirtualIP of its name, also when that was deleted and created
 * again and has another uid: the addresses then stay where they are.
 */
public final class Reports {

  /**
   * A report with what it is found by.
   *
   * @param virtualIPs names of those that it was told of or says something of
   * @param addresses those that its advertisements may come from
   */
  private record Indexed(NodeReport report, Set<String> virtualIPs, List<String> addresses) {

    static Indexed of(NodeReport report) {
      Set<String> virtualIPs = new HashSet<>();
      report.told().forEach(told -> virtualIPs.add(told.virtualIP().name()));
      List<String> addresses = new ArrayList<>();
      VirtualIPNodeStatus status = report.status();
      if (status != null) {
        status.virtualRouters().forEach(runs -> virtualIPs.add(runs.virtualIP().name()));
        status.interfaces().forEach(reported -> addresses.addAll(Reports.addresses(reported)));
      }
      return new Indexed(report, virtualIPs, addresses);
    }
  }

  private final List<NodeReport> all;
  private final Map<String, Indexed> byNode = new LinkedHashMap<>();
  private final Map<String, List<NodeReport>> byVirtualIP = new ConcurrentHashMap<>();
  private final Map<String, String> nodeByAddress = new HashMap<>();

  public Reports(List<NodeReport> reports) {
    this(reports, null);
  }

  /**
   * The same, made in less time.
   *
   * @param before the reports before, of which most are the same objects
   */
  @SuppressWarnings("ReferenceEquality") // The same object needs no comparison.
  public Reports(List<NodeReport> reports, @Nullable Reports before) {
    all = List.copyOf(reports);
    Map<String, Indexed> gone = new HashMap<>(); // Those before that are not the same now.
    if (before != null) {
      gone.putAll(before.byNode);
      byVirtualIP.putAll(before.byVirtualIP);
    }
    for (NodeReport report : all) {
      Indexed known = gone.get(report.node());
      Indexed indexed = known != null && known.report() == report ? known : Indexed.of(report);
      if (indexed == known) {
        gone.remove(report.node());
      } else {
        indexed.virtualIPs().forEach(byVirtualIP::remove);
      }
      byNode.put(report.node(), indexed);
      indexed.addresses().forEach(it -> nodeByAddress.putIfAbsent(it, report.node()));
    }
    gone.values().forEach(it -> it.virtualIPs().forEach(byVirtualIP::remove));
  }

  /** All of them, in the order in which they were given. */
  public List<NodeReport> all() {
    return all;
  }

  /** The report of one node; empty for a node that isn't there. */
  public Optional<NodeReport> node(String name) {
    return Optional.ofNullable(byNode.get(name)).map(Indexed::report);
  }

  /** The reports of nodes that were told of a VirtualIP or say something of it. */
  public List<NodeReport> of(String virtualIP) {
    return byVirtualIP.computeIfAbsent(
        virtualIP,
        name ->
            byNode.values().stream()
                .filter(indexed -> indexed.virtualIPs().contains(name))
                .map(Indexed::report)
                .toList());
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
