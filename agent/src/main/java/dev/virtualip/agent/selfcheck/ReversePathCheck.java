package dev.virtualip.agent.selfcheck;

import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.RouterCondition;
import dev.virtualip.plan.Addresses;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Strict reverse path filtering (RFC 3704 section 2.2, {@code rp_filter} 1) drops what comes in by
 * another interface than answers would leave by.
 */
final class ReversePathCheck implements Check {

  static final String TYPE = "ReversePathFilter";

  private static final int STRICT = 1;
  private static final String KEY = "rp_filter";

  @Override
  public List<RouterCondition> examine(VirtualRouterSnapshot router, Host host) {
    String name = router.spec().interfaceName();
    if (router.spec().family() != Family.IPV4
        || host.link(name).isEmpty()
        || host.greater(name, KEY) != STRICT) {
      return List.of();
    }
    InetAddress first = Own.virtual(router).getFirst();
    Optional<Route> neighbours = Route.to(first, host.routes()).filter(it -> !it.isDefault());
    if (neighbours.isPresent() && !neighbours.get().interfaceName().equals(name)) {
      return List.of(
          condition("SubnetElsewhere", first, name, "hosts of its own subnet", neighbours.get()));
    }
    return Route.byDefault(host.routes())
        .filter(route -> !route.interfaceName().equals(name))
        .map(route -> condition("DefaultRoute", first, name, "hosts beyond the link", route))
        .stream()
        .toList();
  }

  private static RouterCondition condition(
      String reason, InetAddress address, String interfaceName, String who, Route route) {
    return new RouterCondition(
        TYPE,
        reason,
        "%s is 1 (strict) for %s, and answers to %s leave by %s, so what they send to %s is dropped; run 'sysctl -w net/ipv4/conf/%s/%s=2'"
            .formatted(
                KEY,
                interfaceName,
                who,
                route.interfaceName(),
                Addresses.text(address),
                interfaceName,
                KEY));
  }
}
