package dev.virtualip.agent.vrrp;

/**
 * Active_Down_Timer with the interval that it is computed from, Active_Adver_Interval (RFC 9568
 * section 6.1). It remembers what started it, so that a changed priority moves a running timer as
 * if it had been so all along.
 */
final class ActiveDownTimer {

  final Deadline deadline = new Deadline();

  private long intervalNanos;
  private boolean learned;
  private long startedAt;
  private boolean activeLeft;

  ActiveDownTimer(RouterConfiguration configuration) {
    this.intervalNanos = configuration.intervalNanos();
  }

  long intervalNanos() {
    return intervalNanos;
  }

  /** Whether it runs because the Active advertised priority 0. */
  boolean activeLeft() {
    return activeLeft;
  }

  /** Nothing is known of any Active. */
  void startAfresh(RouterConfiguration own, long now) {
    ownInterval(own);
    start(false, own, now);
  }

  /** An accepted advertisement: version 3 learns its interval, in version 2 it is our own. */
  void follow(Advertisement advert, RouterConfiguration own, long now) {
    if (own.version() == RouterConfiguration.VERSION_3) {
      intervalNanos = Intervals.nanos(advert.intervalMilliseconds());
      learned = true;
    }
    start(false, own, now);
  }

  /** Priority 0: only the skew is left to wait, by the interval that was learned before. */
  void activeLeaves(RouterConfiguration own, long now) {
    start(true, own, now);
  }

  /** Takes over a changed configuration. */
  void configure(RouterConfiguration own) {
    if (!learned) {
      intervalNanos = own.intervalNanos();
    }
    if (deadline.armed()) {
      arm(own);
    }
  }

  /** Stops; whoever is Active itself goes by its own interval. */
  void stop(RouterConfiguration own) {
    deadline.cancel();
    ownInterval(own);
  }

  RouterMemory.Waiting memory() {
    return new RouterMemory.Waiting(
        deadline.armed(), startedAt, activeLeft, intervalNanos, learned);
  }

  void recall(RouterMemory.Waiting memory, RouterConfiguration own) {
    intervalNanos = memory.intervalNanos();
    learned = memory.learned();
    if (memory.armed()) {
      start(memory.activeLeft(), own, memory.startedAt());
    }
  }

  private void ownInterval(RouterConfiguration own) {
    intervalNanos = own.intervalNanos();
    learned = false;
  }

  private void start(boolean left, RouterConfiguration own, long now) {
    activeLeft = left;
    startedAt = now;
    arm(own);
  }

  private void arm(RouterConfiguration own) {
    deadline.arm(
        startedAt
            + (activeLeft
                ? Intervals.skewNanos(own, intervalNanos)
                : Intervals.activeDownNanos(own, intervalNanos)));
  }
}
