package dev.virtualip.agent.selfcheck;

import dev.virtualip.agent.linux.netlink.InterfaceAddress;
import dev.virtualip.agent.linux.netlink.Link;
import dev.virtualip.agent.linux.netlink.MacAddress;
import dev.virtualip.plan.Subnet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** A machine with eth0, on which nothing is wrong until it is told so. */
final class FakeHost implements Host {

  static final int UP = 0x1;
  static final int RUNNING = 0x40;
  private static final int BROADCAST_MULTICAST = 0x1002;
  private static final int MARK = 112;
  private static final int FOREVER = -1;
  private static final int TENTATIVE = 0x40;
  private static final int DADFAILED = 0x08;

  private final List<Link> links = new ArrayList<>();
  private final List<InterfaceAddress> addresses = new ArrayList<>();
  private final List<Route> routes = new ArrayList<>();
  private final Map<String, Integer> sysctls = new HashMap<>();
  private final Set<String> wireless = new HashSet<>();
  private final Set<String> connections = new HashSet<>();

  FakeHost() {
    card("eth0", UP | RUNNING);
    address("eth0", "192.0.2.1", 24);
    address("eth0", "2001:db8::1", 64);
    address("eth0", "fe80::1", 64);
    route("eth0", "192.0.2.0", 24, 0);
    route("eth0", "0.0.0.0", 0, 100);
    sysctl("net/ipv6/conf/eth0/disable_ipv6", 0);
  }

  FakeHost card(String name, int flags) {
    links.removeIf(link -> link.name().equals(name));
    links.add(
        new Link(index(name), name, flags | BROADCAST_MULTICAST, new MacAddress(index(name))));
    return this;
  }

  FakeHost without(String name) {
    links.removeIf(link -> link.name().equals(name));
    addresses.removeIf(address -> address.interfaceIndex() == index(name));
    return this;
  }

  FakeHost address(String name, String literal, int prefixLength) {
    return address(name, literal, prefixLength, 0, 0, FOREVER);
  }

  /** One that an agent has put there. */
  FakeHost virtual(String name, String literal, int prefixLength) {
    return address(name, literal, prefixLength, 0, MARK, 1);
  }

  FakeHost tentative(String name, String literal, boolean duplicate) {
    return address(name, literal, 64, duplicate ? TENTATIVE | DADFAILED : TENTATIVE, 0, FOREVER);
  }

  private FakeHost address(
      String name, String literal, int prefixLength, int flags, int protocol, int seconds) {
    InetAddress address = InetAddress.ofLiteral(literal);
    addresses.add(
        new InterfaceAddress(
            index(name),
            address,
            prefixLength,
            address.isLinkLocalAddress() ? 253 : 0,
            flags,
            protocol,
            seconds));
    return this;
  }

  FakeHost noAddress(String literal) {
    addresses.removeIf(address -> address.address().equals(InetAddress.ofLiteral(literal)));
    return this;
  }

  FakeHost route(String name, String network, int prefixLength, int metric) {
    routes.add(new Route(name, new Subnet(InetAddress.ofLiteral(network), prefixLength), metric));
    return this;
  }

  FakeHost noRoutes() {
    routes.clear();
    return this;
  }

  FakeHost sysctl(String path, int value) {
    sysctls.put(path, value);
    return this;
  }

  FakeHost wireless(String name) {
    wireless.add(name);
    return this;
  }

  FakeHost connected(String literal, int port) {
    connections.add(literal + " " + port);
    return this;
  }

  private static int index(String name) {
    return 2 + Math.floorMod(name.hashCode(), 1000);
  }

  @Override
  public List<Link> links() {
    return links;
  }

  @Override
  public List<InterfaceAddress> addresses() {
    return addresses;
  }

  @Override
  public List<Route> routes() {
    return routes;
  }

  @Override
  public OptionalInt sysctl(String... path) {
    Integer value = sysctls.get(String.join("/", path));
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  @Override
  public boolean isWireless(String interfaceName) {
    return wireless.contains(interfaceName);
  }

  @Override
  public boolean isConnectedTo(InetAddress address, int port) {
    return connections.contains(address.getHostAddress() + " " + port);
  }
}
