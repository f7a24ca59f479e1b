package dev.virtualip.agent.address;

import dev.virtualip.agent.linux.netlink.MacAddress;

/**
 * The virtual router that an order is for, and where its addresses go.
 *
 * @param router for logs
 * @param interfaceIndex the kernel's index; it changes when the interface is made anew
 * @param mac what announcements say
 */
public record Holder(String router, int interfaceIndex, String interfaceName, MacAddress mac) {

  /** Whatever the hardware address has become meanwhile. */
  boolean isSameRouter(Holder other) {
    return interfaceIndex == other.interfaceIndex && router.equals(other.router);
  }
}
