package dev.virtualip.plan;

import java.util.List;

/**
 * An interface of a node that could carry a virtual address: broadcast and multicast, with at least
 * one connected subnet.
 *
 * @param name kernel name, at most 15 characters
 * @param subnets connected subnets, the primary address of each family first
 */
public record NetworkInterface(String name, List<Subnet> subnets) {

  public NetworkInterface {
    subnets = List.copyOf(subnets);
  }
}
