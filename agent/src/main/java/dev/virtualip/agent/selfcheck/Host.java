package dev.virtualip.agent.selfcheck;

import dev.virtualip.agent.linux.netlink.InterfaceAddress;
import dev.virtualip.agent.linux.netlink.Link;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** This machine, as far as it matters for virtual addresses. */
interface Host {

  /** Every interface. */
  List<Link> links();

  /** Every IP address, of an interface and subnet the primary one first. */
  List<InterfaceAddress> addresses();

  /** The IPv4 routes of the main table. */
  List<Route> routes();

  /**
   * A number under /proc/sys; empty where there is none.
   *
   * @param path from /proc/sys on
   */
  OptionalInt sysctl(String... path);

  /** Whether an interface is one of a wireless card. */
  boolean isWireless(String interfaceName);

  /** Whether a process of this machine is connected to that TCP port of {@code address}. */
  boolean isConnectedTo(InetAddress address, int port);

  default Optional<Link> link(String name) {
    return links().stream().filter(link -> link.name().equals(name)).findFirst();
  }

  default Stream<InterfaceAddress> addresses(Link link) {
    return addresses().stream().filter(address -> address.interfaceIndex() == link.index());
  }

  /** The name of an interface, or its number when it is gone meanwhile. */
  default String name(int interfaceIndex) {
    return links().stream()
        .filter(link -> link.index() == interfaceIndex)
        .map(Link::name)
        .findFirst()
        .orElse("#" + interfaceIndex);
  }

  /** What the kernel goes by where the greater of "all" and the interface's own number counts. */
  default int greater(String interfaceName, String key) {
    return Math.max(
        sysctl("net", "ipv4", "conf", "all", key).orElse(0),
        sysctl("net", "ipv4", "conf", interfaceName, key).orElse(0));
  }
}
