package dev.virtualip.agent.vrrp;

/**
 * How long the kernel keeps an address that nobody renews, and when it is renewed. It is the dead
 * man's switch: a killed or frozen agent cannot remove its addresses, the kernel does.
 *
 * @param seconds lifetime; the kernel counts whole seconds and may keep an address up to 1.25 s
 *     longer
 * @param gapNanos an advertisement renews if at least this much has passed since the last renewal
 * @param midInterval whether half an interval after each advertisement renews as well
 * @param silentNanos period of renewal while the addresses are held but nothing is advertised
 */
record AddressLifetime(int seconds, long gapNanos, boolean midInterval, long silentNanos) {

  /** Up to here a lifetime of one second outlasts an interval with room to spare. */
  private static final int SHORT_INTERVAL_MILLISECONDS = 330;

  private static final int SHORT_RENEWAL_MILLISECONDS = 340;

  /** Each renewal of an IPv6 address sends MLD reports, so not more than once a second. */
  private static final int IPV6_GAP_MILLISECONDS = 1000;

  private static final int IPV6_SECONDS = 3;

  static AddressLifetime of(boolean ipv6, int intervalMilliseconds) {
    if (ipv6) {
      return new AddressLifetime(
          Math.max(IPV6_SECONDS, ipv4Seconds(intervalMilliseconds)),
          Intervals.nanos(IPV6_GAP_MILLISECONDS),
          intervalMilliseconds >= 2 * IPV6_GAP_MILLISECONDS,
          Intervals.nanos(Math.max(IPV6_GAP_MILLISECONDS, intervalMilliseconds / 2)));
    }
    if (intervalMilliseconds > SHORT_INTERVAL_MILLISECONDS) {
      return new AddressLifetime(
          ipv4Seconds(intervalMilliseconds), 0, true, Intervals.nanos(intervalMilliseconds / 2));
    }
    int adverts = SHORT_RENEWAL_MILLISECONDS / intervalMilliseconds;
    long period = Intervals.nanos((long) adverts * intervalMilliseconds);
    // Half an interval of tolerance: a tick that is a little early must still be the k-th.
    return new AddressLifetime(
        1, period - Intervals.nanos(intervalMilliseconds) / 2, false, period);
  }

  /**
   * max(1, floor(2.35 A - 1.35)) for A in seconds; shorter than what Backups wait, where it can.
   */
  private static int ipv4Seconds(int intervalMilliseconds) {
    return Math.max(1, (int) ((235L * intervalMilliseconds - 135_000) / 100_000));
  }
}
