package dev.virtualip.agent.vrrp;

/**
 * Something on this node that keeps a router from doing its duty. It counts for a while after it is
 * over, or a fault that comes and goes would move the addresses each time.
 */
final class LocalFault {

  private static final long REST_NANOS = Intervals.nanos(5000);
  private static final int DOUBLINGS = 6;

  final Deadline recovery = new Deadline();

  private boolean present;
  private int times;

  void begins() {
    if (!present) {
      times++;
    }
    present = true;
    recovery.cancel();
  }

  /** It is known to be over. */
  void ends(RouterConfiguration own, long now) {
    if (present) {
      present = false;
      recovery.arm(now + rest(own));
    }
  }

  /** As if it had not been. */
  void never() {
    present = false;
    times = 0;
  }

  /**
   * The router has no more to do with it, so nothing will show whether it is over: it counts for
   * the longer, the more often it has come.
   */
  void leave(RouterConfiguration own, long now) {
    if (present) {
      present = false;
      recovery.arm(now + pause(own));
    }
  }

  /** It has not come back when it would have: the next one is a first one. */
  void mended() {
    times = 0;
  }

  /** Whether it holds the router back. */
  boolean counts() {
    return present || recovery.armed();
  }

  RouterMemory.Fault memory() {
    return new RouterMemory.Fault(present, times, recovery.memory());
  }

  void recall(RouterMemory.Fault memory) {
    present = memory.present();
    times = memory.times();
    recovery.recall(memory.recoveryAt());
  }

  /** How long to wait before the next try, 5 s or three intervals, doubled each time. */
  long pause(RouterConfiguration own) {
    return rest(own) << Math.clamp(times - 1L, 0, DOUBLINGS);
  }

  private static long rest(RouterConfiguration own) {
    return Math.max(REST_NANOS, 3 * own.intervalNanos());
  }
}
