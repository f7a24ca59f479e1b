package dev.virtualip.agent.simulation;

/**
 * CLOCK_BOOTTIME of one node: begins somewhere, also just before a signed 64-bit number wraps
 * around, and is up to 5 % slower than true time.
 */
final class Clock {

  private final long begin;
  private final double rate;

  /**
   * @param begin its reading at true time 0
   * @param rate its nanoseconds for each true one, 1/1.05 to 1
   */
  Clock(long begin, double rate) {
    this.begin = begin;
    this.rate = rate;
  }

  /** What it shows at the true time {@code now}. */
  long read(long now) {
    return begin + (long) (now * rate);
  }

  /** The true time at which it will show {@code reading}. */
  long when(long reading) {
    return after(reading - begin);
  }

  /** How long {@code nanos} of it take in truth. */
  long after(long nanos) {
    return (long) Math.ceil(nanos / rate) + 1;
  }
}
