package dev.virtualip.agent.selfcheck;

import dev.virtualip.agent.linux.netlink.InterfaceAddress;
import dev.virtualip.agent.linux.netlink.Link;
import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.RouterCondition;
import dev.virtualip.plan.Addresses;
import java.net.Inet4Address;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The interface is there, works, and has an address to advertise from. */
final class InterfaceCheck implements Check {

  static final String MISSING = "InterfaceMissing";
  static final String DOWN = "InterfaceDown";
  static final String NO_SOURCE = "NoSourceAddress";

  private static final int ADDR_GEN_MODE_NONE = 1;

  @Override
  public List<RouterCondition> examine(VirtualRouterSnapshot router, Host host) {
    String name = router.spec().interfaceName();
    Optional<Link> link = host.link(name);
    if (link.isEmpty()) {
      String others =
          host.links().stream()
              .filter(Link::isBroadcastMulticast)
              .map(Link::name)
              .limit(8)
              .collect(Collectors.joining(", "));
      return List.of(
          new RouterCondition(
              MISSING,
              "NotFound",
              "interface %s does not exist on this node; bring it back, or name another one in spec.interface, or for this node alone in spec.nodes (there is: %s)"
                  .formatted(name, others)));
    }
    if (!link.get().isUp()) {
      return List.of(
          new RouterCondition(
              DOWN,
              "SwitchedOff",
              "interface %s is switched off; run 'ip link set dev %s up'".formatted(name, name)));
    }
    if (!link.get().isUsable()) {
      return List.of(
          new RouterCondition(
              DOWN,
              "NoCarrier",
              "interface %s has no carrier; check its cable and the port of the switch"
                  .formatted(name)));
    }
    return router.spec().family() == Family.IPV4
        ? ipv4(router, link.get(), host)
        : ipv6(link.get(), host);
  }

  private static List<RouterCondition> ipv4(VirtualRouterSnapshot router, Link link, Host host) {
    boolean found =
        host.addresses(link)
            .filter(address -> !address.isMarked() && address.isGlobal())
            .filter(address -> address.address() instanceof Inet4Address)
            .anyMatch(address -> Own.mayHave(router, address));
    return found
        ? List.of()
        : List.of(
            new RouterCondition(
                NO_SOURCE,
                "NoIPv4Address",
                "interface %s has no IPv4 address of its own to advertise from; run 'ip address add ADDRESS/LENGTH dev %s' with a free address of the subnet of %s"
                    .formatted(
                        link.name(), link.name(), String.join(", ", router.spec().addresses()))));
  }

  private static List<RouterCondition> ipv6(Link link, Host host) {
    List<InterfaceAddress> linkLocal =
        host.addresses(link)
            .filter(address -> !address.isMarked())
            .filter(address -> Addresses.isLinkLocalIPv6(address.address()))
            .toList();
    if (linkLocal.stream().anyMatch(address -> !address.isTentative())) {
      return List.of();
    }
    String name = link.name();
    if (!linkLocal.isEmpty()) {
      InterfaceAddress address = linkLocal.getFirst();
      String text = Addresses.text(address.address());
      return List.of(
          address.isDuplicate()
              ? new RouterCondition(
                  NO_SOURCE,
                  "DuplicateLinkLocalAddress",
                  "another machine on the link of %s has %s; give this one another: run 'ip address add fe80::RANDOM/64 dev %s'"
                      .formatted(name, text, name))
              : new RouterCondition(
                  NO_SOURCE,
                  "TentativeLinkLocalAddress",
                  "%s on %s is still being checked for duplicates; wait two seconds"
                      .formatted(text, name)));
    }
    return List.of(new RouterCondition(NO_SOURCE, "NoLinkLocalAddress", noLinkLocal(name, host)));
  }

  private static String noLinkLocal(String name, Host host) {
    String what = "interface " + name + " has no IPv6 link-local address to advertise from; ";
    if (host.sysctl("net", "ipv6", "conf", name, "disable_ipv6").orElse(1) != 0) {
      return what + "IPv6 is switched off there: run 'sysctl -w " + key(name, "disable_ipv6=0'");
    }
    if (host.sysctl("net", "ipv6", "conf", name, "addr_gen_mode").orElse(0) == ADDR_GEN_MODE_NONE) {
      return what + "it makes none by itself: run 'sysctl -w " + key(name, "addr_gen_mode=0'");
    }
    return what + "run 'ip address add fe80::RANDOM/64 dev " + name + "'";
  }

  private static String key(String name, String rest) {
    return "net/ipv6/conf/" + name + "/" + rest;
  }
}
