package dev.virtualip.agent.vrrp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/**
 * What one virtual router is told to be.
 *
 * @param virtualRouterID 1..255 (RFC 9568 section 5.2.3)
 * @param priority 1..254, 255 for the address owner (RFC 9568 section 5.2.4)
 * @param advertisementIntervalMilliseconds 10..40950 in steps of 10 (RFC 9568 section 5.2.7)
 * @param preempt Preempt_Mode of RFC 9568 section 6.1; without effect for the owner
 * @param addresses 1..255 unicast addresses of one family; link-local ones are moved to the front,
 *     where RFC 9568 section 5.2.9 wants the first of them
 */
public record RouterConfiguration(
    int virtualRouterID,
    int priority,
    int advertisementIntervalMilliseconds,
    boolean preempt,
    List<InetAddress> addresses) {

  /**
   * Checks every range.
   *
   * @throws IllegalArgumentException naming the field, the value and what is allowed
   */
  public RouterConfiguration {
    require(
        virtualRouterID >= 1 && virtualRouterID <= 255,
        "virtualRouterID " + virtualRouterID + " must be 1..255");
    require(priority >= 1 && priority <= 255, "priority " + priority + " must be 1..255");
    require(
        advertisementIntervalMilliseconds >= 10
            && advertisementIntervalMilliseconds <= 40_950
            && advertisementIntervalMilliseconds % 10 == 0,
        "advertisementIntervalMilliseconds "
            + advertisementIntervalMilliseconds
            + " must be 10..40950 in steps of 10");
    require(
        !addresses.isEmpty() && addresses.size() <= 255,
        "addresses: there are " + addresses.size() + ", there must be 1..255");
    require(
        addresses.stream().map(Object::getClass).distinct().count() == 1,
        "addresses must be of one family: " + addresses);
    require(
        new HashSet<>(addresses).size() == addresses.size(),
        "addresses must differ from each other: " + addresses);
    for (InetAddress address : addresses) {
      require(
          !address.isMulticastAddress()
              && !address.isAnyLocalAddress()
              && !address.isLoopbackAddress(),
          "addresses: " + address.getHostAddress() + " is not a unicast address");
    }
    List<InetAddress> wireOrder = new ArrayList<>(addresses);
    wireOrder.sort(Comparator.comparing(address -> !firstOnTheWire(address)));
    addresses = List.copyOf(wireOrder);
  }

  /** Whether this router owns the addresses (RFC 9568 section 6.1). */
  public boolean owner() {
    return priority == Advertisement.PRIORITY_OWNER;
  }

  /** Whether the addresses are of IPv6. */
  public boolean ipv6() {
    return addresses.getFirst() instanceof Inet6Address;
  }

  long intervalNanos() {
    return Intervals.nanos(advertisementIntervalMilliseconds);
  }

  private static boolean firstOnTheWire(InetAddress address) {
    return address instanceof Inet6Address && address.isLinkLocalAddress();
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
