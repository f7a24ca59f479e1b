package dev.virtualip.agent.vrrp;

/**
 * The timer formulas of RFC 9568 section 6.1 and RFC 3768 section 6.1, in nanoseconds so that short
 * intervals keep their skew: at one centisecond, whole centiseconds would give every priority the
 * same.
 */
final class Intervals {

  private static final long NANOS_PER_MILLISECOND = 1_000_000;
  private static final long SECOND = nanos(1000);

  private Intervals() {}

  static long nanos(long milliseconds) {
    return milliseconds * NANOS_PER_MILLISECOND;
  }

  /**
   * Skew_Time: the higher the priority, the sooner it takes over. Version 2 knows no interval below
   * a second and does not scale it.
   */
  static long skewNanos(RouterConfiguration own, long intervalNanos) {
    long scale = own.version() == RouterConfiguration.VERSION_2 ? SECOND : intervalNanos;
    return (256 - own.priority()) * scale / 256;
  }

  /** Active_Down_Interval: silence after which the Active counts as gone. */
  static long activeDownNanos(RouterConfiguration own, long intervalNanos) {
    return 3 * intervalNanos + skewNanos(own, intervalNanos);
  }
}
