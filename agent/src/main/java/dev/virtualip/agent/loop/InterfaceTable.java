package dev.virtualip.agent.loop;

import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.netlink.InterfaceAddress;
import dev.virtualip.agent.linux.netlink.Link;
import dev.virtualip.agent.linux.netlink.NetlinkEvent;
import dev.virtualip.agent.linux.netlink.Rtnetlink;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.plan.Addresses;
import dev.virtualip.plan.NetworkInterface;
import dev.virtualip.plan.Subnet;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The interfaces and addresses of this network namespace, as the kernel told of them last. */
final class InterfaceTable {

  /** The API's bound; a node with more candidates than this has a subnet on one of the first. */
  private static final int MOST_CANDIDATES = 32;

  private final Map<Integer, Link> links = new TreeMap<>();
  private final Map<Integer, List<InterfaceAddress>> addresses = new TreeMap<>();

  /** Asks the kernel for everything: at start, and when it has dropped events. */
  void reload(Rtnetlink kernel) throws ErrnoException {
    List<Link> allLinks = kernel.dumpLinks();
    List<InterfaceAddress> allAddresses = kernel.dumpAddresses();
    links.clear();
    addresses.clear();
    allLinks.forEach(link -> links.put(link.index(), link));
    allAddresses.forEach(this::put);
  }

  void apply(NetlinkEvent event) {
    switch (event) {
      case NetlinkEvent.LinkChanged(Link link) -> links.put(link.index(), link);
      case NetlinkEvent.LinkRemoved(Link link) -> {
        links.remove(link.index());
        addresses.remove(link.index());
      }
      case NetlinkEvent.AddressAdded(InterfaceAddress address) -> put(address);
      case NetlinkEvent.AddressRemoved(InterfaceAddress address) -> remove(address);
      case NetlinkEvent.Overrun() -> {
        // The caller reloads: what was dropped is not in the event.
      }
    }
  }

  /** A change keeps the address's place: the order tells which one is primary. */
  private void put(InterfaceAddress address) {
    List<InterfaceAddress> list =
        addresses.computeIfAbsent(address.interfaceIndex(), index -> new ArrayList<>());
    for (int i = 0; i < list.size(); i++) {
      if (same(list.get(i), address)) {
        list.set(i, address);
        return;
      }
    }
    list.add(address);
  }

  private void remove(InterfaceAddress address) {
    addresses
        .getOrDefault(address.interfaceIndex(), new ArrayList<>())
        .removeIf(known -> same(known, address));
  }

  private static boolean same(InterfaceAddress one, InterfaceAddress other) {
    return one.prefixLength() == other.prefixLength() && one.address().equals(other.address());
  }

  Optional<Link> link(String name) {
    return links.values().stream().filter(link -> link.name().equals(name)).findFirst();
  }

  /** The name of an interface, or its number when it is not known. */
  String name(int interfaceIndex) {
    Link link = links.get(interfaceIndex);
    return link == null ? "#" + interfaceIndex : link.name();
  }

  boolean has(int interfaceIndex, InetAddress address) {
    return addresses.getOrDefault(interfaceIndex, List.of()).stream()
        .anyMatch(known -> known.address().equals(address));
  }

  /** Whether somebody else than an agent has put {@code address} there. */
  boolean hasForeign(int interfaceIndex, InetAddress address) {
    return addresses.getOrDefault(interfaceIndex, List.of()).stream()
        .anyMatch(known -> known.address().equals(address) && !known.isMarked());
  }

  /** Every address that an agent has put somewhere. */
  List<InterfaceAddress> marked() {
    return addresses.values().stream()
        .flatMap(List::stream)
        .filter(InterfaceAddress::isMarked)
        .toList();
  }

  /**
   * Where adverts come from: the primary IPv4 address (RFC 9568 section 5.1.1.1), or the IPv6
   * link-local address once nobody else can have it (section 5.1.2.1).
   *
   * @param virtual addresses of virtual routers, which are never a source
   */
  Optional<InetAddress> source(Family family, int interfaceIndex, Set<InetAddress> virtual) {
    return switch (family) {
      case IPV4 ->
          own(interfaceIndex, virtual)
              .filter(address -> address.isGlobal())
              .map(InterfaceAddress::address)
              .filter(Inet4Address.class::isInstance)
              .findFirst();
      case IPV6 -> linkLocal(interfaceIndex, virtual).map(InetAddress.class::cast);
    };
  }

  private Optional<Inet6Address> linkLocal(int interfaceIndex, Set<InetAddress> virtual) {
    return own(interfaceIndex, virtual)
        .filter(address -> !address.isTentative())
        .map(InterfaceAddress::address)
        .filter(Addresses::isLinkLocalIPv6)
        .map(Inet6Address.class::cast)
        .findFirst();
  }

  /**
   * Why there is no {@link #source} on a link that is up, and what to do; reads on after its name.
   */
  String missingSource(Family family, Link link) {
    if (family == Family.IPV4) {
      return "has no IPv4 address of its own to advertise from; give it one";
    }
    for (InterfaceAddress address : addresses.getOrDefault(link.index(), List.of())) {
      if (address.isTentative() && Addresses.isLinkLocalIPv6(address.address())) {
        String text = Addresses.text(address.address());
        return address.isDuplicate()
            ? "can't use " + text + ", which another machine on the link has; give it another one"
            : "is still asking whether " + text + " is free (duplicate address detection); wait";
      }
    }
    // The kernel says nothing of an address before it has asked around, unless it is asked itself.
    return "has no IPv6 link-local address to advertise from; unless it gets one within seconds,"
        + " after duplicate address detection, check net.ipv6.conf."
        + link.name()
        + ".disable_ipv6 and addr_gen_mode, or give it one in fe80::/64";
  }

  private Stream<InterfaceAddress> own(int interfaceIndex, Set<InetAddress> virtual) {
    return addresses.getOrDefault(interfaceIndex, List.of()).stream()
        .filter(address -> !address.isMarked() && !virtual.contains(address.address()));
  }

  /**
   * Interfaces that could carry a virtual address. A pod's interface never does: it has no subnet,
   * or one of a single address.
   */
  List<NetworkInterface> candidates(Set<InetAddress> virtual) {
    return links.values().stream()
        .filter(Link::isBroadcastMulticast)
        .map(
            link ->
                new NetworkInterface(
                    link.name(),
                    subnets(link.index(), virtual),
                    linkLocal(link.index(), virtual).orElse(null)))
        .filter(candidate -> !candidate.subnets().isEmpty())
        .limit(MOST_CANDIDATES)
        .toList();
  }

  /** It comes and goes beside one that stays, in the same subnet (RFC 8981). */
  private static boolean isTemporary(InterfaceAddress address) {
    return address.isSecondary() && address.address() instanceof Inet6Address;
  }

  private List<Subnet> subnets(int interfaceIndex, Set<InetAddress> virtual) {
    return own(interfaceIndex, virtual)
        .filter(address -> address.isGlobal() && !isTemporary(address))
        .filter(
            address -> address.prefixLength() < address.address().getAddress().length * Byte.SIZE)
        .map(address -> new Subnet(address.address(), address.prefixLength()))
        .toList();
  }
}
