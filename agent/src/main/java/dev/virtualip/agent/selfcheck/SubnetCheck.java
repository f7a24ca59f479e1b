package dev.virtualip.agent.selfcheck;

import dev.virtualip.agent.linux.netlink.Link;
import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.api.v1alpha1.RouterCondition;
import dev.virtualip.plan.Addresses;
import dev.virtualip.plan.Subnet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Each address is in a subnet that the interface is connected to: hosts look for it on that link
 * and nowhere else.
 */
final class SubnetCheck implements Check {

  static final String TYPE = "NoConnectedSubnet";

  @Override
  public List<RouterCondition> examine(VirtualRouterSnapshot router, Host host) {
    Optional<Link> link = host.link(router.spec().interfaceName()).filter(Link::isUsable);
    if (link.isEmpty()) {
      return List.of();
    }
    List<Subnet> subnets = Own.subnets(router, link.get(), host);
    List<RouterCondition> conditions = new ArrayList<>();
    for (InetAddress address : Own.virtual(router)) {
      if (!Addresses.isLinkLocalIPv6(address) && !Own.contains(subnets, address)) {
        conditions.add(condition(address, router, link.get(), subnets, host));
      }
    }
    return conditions;
  }

  private static RouterCondition condition(
      InetAddress address,
      VirtualRouterSnapshot router,
      Link link,
      List<Subnet> subnets,
      Host host) {
    String text = Addresses.text(address);
    String has =
        subnets.stream()
            .filter(subnet -> Addresses.family(subnet.address()) == Addresses.family(address))
            .map(Subnet::toString)
            .collect(Collectors.joining(", "));
    Optional<Link> right =
        host.links().stream()
            .filter(Link::isBroadcastMulticast)
            .filter(other -> Own.contains(Own.subnets(router, other, host), address))
            .findFirst();
    String cure =
        right
            .map(other -> "name the one that is, %s, in spec.interface".formatted(other.name()))
            .orElse(
                "run 'ip address add ADDRESS/LENGTH dev %s' with a free address of its subnet"
                    .formatted(link.name()));
    return new RouterCondition(
        TYPE,
        right.isPresent() ? "OtherInterface" : "NoSubnet",
        "%s is in no subnet that %s is connected to (%s); %s"
            .formatted(text, link.name(), has.isEmpty() ? "it has none" : has, cure));
  }
}
