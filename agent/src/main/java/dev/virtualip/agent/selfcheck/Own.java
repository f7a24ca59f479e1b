package dev.virtualip.agent.selfcheck;

import dev.virtualip.agent.linux.netlink.InterfaceAddress;
import dev.virtualip.agent.linux.netlink.Link;
import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.plan.Addresses;
import dev.virtualip.plan.Subnet;
import java.net.InetAddress;
import java.util.List;

/** Which addresses of an interface are the machine's own, and not those of a virtual router. */
final class Own {

  private static final int OWNER = 255;

  private Own() {}

  /** The owner's own address is the virtual one (RFC 9568 section 1.7). */
  static boolean mayHave(VirtualRouterSnapshot router, InterfaceAddress address) {
    return isOwner(router)
        || !router.spec().addresses().contains(Addresses.text(address.address()));
  }

  static boolean isOwner(VirtualRouterSnapshot router) {
    return router.spec().priority() == OWNER;
  }

  static List<InetAddress> virtual(VirtualRouterSnapshot router) {
    return router.spec().addresses().stream().map(InetAddress::ofLiteral).toList();
  }

  /** The subnets that the machine is in by an interface. */
  static List<Subnet> subnets(VirtualRouterSnapshot router, Link link, Host host) {
    return host.addresses(link)
        .filter(address -> !address.isMarked() && mayHave(router, address))
        .filter(
            address -> address.prefixLength() < address.address().getAddress().length * Byte.SIZE)
        .map(address -> new Subnet(address.address(), address.prefixLength()))
        .toList();
  }

  static boolean contains(List<Subnet> subnets, InetAddress address) {
    return subnets.stream().anyMatch(subnet -> subnet.contains(address));
  }
}
