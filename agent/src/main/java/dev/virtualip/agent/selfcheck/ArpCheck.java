package dev.virtualip.agent.selfcheck;

import dev.virtualip.agent.linux.netlink.Link;
import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.RouterCondition;
import dev.virtualip.plan.Addresses;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The kernel answers ARP for the addresses: {@code arp_ignore} (ip-sysctl of the kernel's
 * documentation) of 0 and 1 lets it, 2 does so only where the asker is in a subnet with the
 * address, and 8 never.
 */
final class ArpCheck implements Check {

  static final String TYPE = "ArpIgnored";

  private static final int SAME_SUBNET = 2;
  private static final int NEVER = 8;
  private static final String KEY = "arp_ignore";

  @Override
  public List<RouterCondition> examine(VirtualRouterSnapshot router, Host host) {
    String name = router.spec().interfaceName();
    Optional<Link> link = host.link(name);
    if (router.spec().family() != Family.IPV4 || link.isEmpty()) {
      return List.of();
    }
    int value = host.greater(name, KEY);
    return Own.virtual(router).stream()
        .filter(address -> isIgnored(address, value, router, link.get(), host))
        .map(address -> condition(address, value, name, host))
        .toList();
  }

  private static boolean isIgnored(
      InetAddress address, int value, VirtualRouterSnapshot router, Link link, Host host) {
    return value == NEVER
        || (value == SAME_SUBNET && !Own.contains(Own.subnets(router, link, host), address));
  }

  private static RouterCondition condition(
      InetAddress address, int value, String interfaceName, Host host) {
    List<String> keys =
        Stream.of("all", interfaceName)
            .filter(where -> host.sysctl("net", "ipv4", "conf", where, KEY).orElse(0) > 1)
            .map(where -> "net/ipv4/conf/" + where + "/" + KEY + "=1")
            .toList();
    return new RouterCondition(
        TYPE,
        "ArpIgnore",
        "%s is %d for %s, so this node does not answer ARP for %s; run 'sysctl -w %s'"
            .formatted(KEY, value, interfaceName, Addresses.text(address), String.join(" ", keys)));
  }
}
