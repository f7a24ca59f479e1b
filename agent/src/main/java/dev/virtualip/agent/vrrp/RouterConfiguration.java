package dev.virtualip.agent.vrrp;

import java.net.Inet4Address;
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
 * @param version 3 (RFC 9568), or 2 (RFC 3768), which is for IPv4 only
 * @param priority 1..254, 255 for the address owner (RFC 9568 section 5.2.4)
 * @param advertisementIntervalMilliseconds 10..40950 in steps of 10 (RFC 9568 section 5.2.7); with
 *     version 2 whole seconds, 1000..255000 (RFC 3768 section 5.3.7)
 * @param preempt Preempt_Mode of RFC 9568 section 6.1; without effect for the owner
 * @param preemptDelaySeconds how long a Backup lets an Active of lower priority be, 0..3600 from
 *     the first of its adverts; likewise without effect for the owner
 * @param addresses 1..255 unicast addresses of one family; link-local ones are moved to the front,
 *     where RFC 9568 section 5.2.9 wants the first of them
 */
public record RouterConfiguration(
    int virtualRouterID,
    int version,
    int priority,
    int advertisementIntervalMilliseconds,
    boolean preempt,
    int preemptDelaySeconds,
    List<InetAddress> addresses) {

  /** The version whose timing and message RFC 3768 defines. */
  public static final int VERSION_2 = 2;

  /** The version of RFC 9568. */
  public static final int VERSION_3 = 3;

  private static final int MOST_PREEMPT_DELAY_SECONDS = 3600;

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
    require(version == VERSION_2 || version == VERSION_3, "version " + version + " must be 2 or 3");
    requireInterval(version, advertisementIntervalMilliseconds);
    require(
        preemptDelaySeconds >= 0 && preemptDelaySeconds <= MOST_PREEMPT_DELAY_SECONDS,
        "preemptDelaySeconds " + preemptDelaySeconds + " must be 0..3600");
    require(
        !addresses.isEmpty() && addresses.size() <= 255,
        "addresses: there are " + addresses.size() + ", there must be 1..255");
    require(
        addresses.stream().map(Object::getClass).distinct().count() == 1,
        "addresses must be of one family: " + addresses);
    require(
        new HashSet<>(addresses).size() == addresses.size(),
        "addresses must differ from each other: " + addresses);
    require(
        version == VERSION_3 || addresses.getFirst() instanceof Inet4Address,
        "version 2 is for IPv4 only: " + addresses);
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

  /** A router of version 3 that preempts without delay, if at all. */
  public RouterConfiguration(
      int virtualRouterID,
      int priority,
      int advertisementIntervalMilliseconds,
      boolean preempt,
      List<InetAddress> addresses) {
    this(
        virtualRouterID,
        VERSION_3,
        priority,
        advertisementIntervalMilliseconds,
        preempt,
        0,
        addresses);
  }

  /** The same router, with another priority. */
  public RouterConfiguration withPriority(int other) {
    return other == priority
        ? this
        : new RouterConfiguration(
            virtualRouterID,
            version,
            other,
            advertisementIntervalMilliseconds,
            preempt,
            preemptDelaySeconds,
            addresses);
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

  private static void requireInterval(int version, int milliseconds) {
    if (version == VERSION_2) {
      require(
          milliseconds >= 1000 && milliseconds <= 255_000 && milliseconds % 1000 == 0,
          "advertisementIntervalMilliseconds "
              + milliseconds
              + " must be 1000..255000 in steps of 1000 with version 2");
    } else {
      require(
          milliseconds >= 10 && milliseconds <= 40_950 && milliseconds % 10 == 0,
          "advertisementIntervalMilliseconds "
              + milliseconds
              + " must be 10..40950 in steps of 10");
    }
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
