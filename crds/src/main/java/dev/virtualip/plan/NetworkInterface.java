package dev.virtualip.plan;

import java.net.Inet6Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An interface of a node that could carry a virtual address: broadcast and multicast, with at least
 * one connected subnet.
 *
 * @param name kernel name, at most 15 characters
 * @param subnets connected subnets, the primary address of each family first
 * @param linkLocal what IPv6 adverts come from; absent while the interface has no usable one
 */
public record NetworkInterface(
    String name, List<Subnet> subnets, @Nullable Inet6Address linkLocal) {

  public NetworkInterface {
    subnets = List.copyOf(subnets);
  }

  /** One that nobody told the link-local address of. */
  public NetworkInterface(String name, List<Subnet> subnets) {
    this(name, subnets, null);
  }
}
