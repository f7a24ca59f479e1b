package dev.virtualip.agent.loop;

import dev.virtualip.agent.vrrp.Action;
import dev.virtualip.agent.vrrp.RouterConfiguration;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.net.InetAddress;

/** Between the words of the API, those of the protocol, and those of an administrator. */
final class Translation {

  private Translation() {}

  /**
   * @throws IllegalArgumentException if an address is not a literal or a value out of range
   */
  static RouterConfiguration configuration(VirtualRouterSpec spec) {
    return new RouterConfiguration(
        spec.virtualRouterID(),
        spec.version(),
        spec.priority(),
        spec.advertisementIntervalMilliseconds(),
        spec.preempt(),
        spec.preemptDelaySeconds(),
        spec.addresses().stream().map(InetAddress::ofLiteral).toList());
  }

  static String family(Family family) {
    return switch (family) {
      case IPV4 -> "IPv4";
      case IPV6 -> "IPv6";
    };
  }

  static String notice(Action.Notice.Kind kind, InetAddress source) {
    String from = source.getHostAddress();
    return switch (kind) {
      case DUPLICATE_SOURCE ->
          from
              + " is our own address, but another router advertises from it; give one of them"
              + " another address";
      case TWO_OWNERS ->
          from + " also has priority 255; only the router that owns the address may have it";
      case INTERVAL_DIFFERS ->
          from + " advertises with another interval than ours; it is learned, make them equal";
      case ADDRESSES_DIFFER ->
          from
              + " advertises other addresses; if it is none of ours, choose another virtual router"
              + " ID";
      case FIRST_ADDRESS_NOT_LINK_LOCAL ->
          from + " does not list a link-local address first; accepted";
    };
  }
}
