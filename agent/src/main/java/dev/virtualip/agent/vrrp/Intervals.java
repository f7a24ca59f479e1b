package dev.virtualip.agent.vrrp;

/**
 * The timer formulas of RFC 9568 section 6.1, in nanoseconds so that short intervals keep their
 * skew: at one centisecond, whole centiseconds would give every priority the same.
 */
final class Intervals {

  private static final long NANOS_PER_MILLISECOND = 1_000_000;

  private Intervals() {}

  static long nanos(long milliseconds) {
    return milliseconds * NANOS_PER_MILLISECOND;
  }

  /** Skew_Time: the higher the priority, the sooner it takes over. */
  static long skewNanos(int priority, long intervalNanos) {
    return (256 - priority) * intervalNanos / 256;
  }

  /** Active_Down_Interval: silence after which the Active counts as gone. */
  static long activeDownNanos(int priority, long intervalNanos) {
    return 3 * intervalNanos + skewNanos(priority, intervalNanos);
  }
}
