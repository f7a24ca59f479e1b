package dev.virtualip.agent.vrrp;

/** Sends the advertisements of one virtual router and knows how that went. */
final class Transmitter {

  private static final long ASSERTION_GAP_NANOS = Intervals.nanos(10);

  /** Adver_Timer. */
  final Deadline timer = new Deadline();

  private final ActionSink sink;
  private final Counters counters;
  private long lastAttempt;
  private long lastSent;
  private boolean failing;
  private long failingSince;

  Transmitter(ActionSink sink, Counters counters) {
    this.sink = sink;
    this.counters = counters;
  }

  /** Returns false if the kernel refused. */
  boolean send(RouterConfiguration own, int priority, long now) {
    lastAttempt = now;
    boolean sent =
        sink.transmit(
            new Advertisement(
                own.version(),
                own.virtualRouterID(),
                priority,
                own.advertisementIntervalMilliseconds(),
                own.addresses()));
    if (sent) {
      failing = false;
      lastSent = now;
      counters.increment(
          priority == Advertisement.PRIORITY_LEAVING
              ? Counter.PRIORITY_ZERO_SENT
              : Counter.ADVERTISEMENTS_SENT);
    } else {
      counters.increment(Counter.TRANSMIT_ERRORS);
      if (!failing) {
        failing = true;
        failingSince = now;
      }
    }
    return sent;
  }

  /** Sends what the timer is due for and arms it for the next. */
  boolean advertise(RouterConfiguration own, long now) {
    long interval = own.intervalNanos();
    // From when it was due and not from when it was done, or lateness would add up.
    long next = timer.at() + interval;
    timer.arm(next - now > 0 ? next : now + interval);
    return send(own, own.priority(), now);
  }

  /** At once, but two routers that assert themselves against each other stay bearable. */
  void advertiseSoon(RouterConfiguration own, long now) {
    long earliest = lastAttempt + Math.max(ASSERTION_GAP_NANOS, own.intervalNanos() / 10);
    timer.armNoLaterThan(earliest - now > 0 ? earliest : now);
  }

  /** Whether the last attempt was refused. */
  boolean failing() {
    return failing;
  }

  /** Whether nobody can have heard of us for so long that we must not go on. */
  boolean unheard(RouterConfiguration own, long now) {
    return failing && now - failingSince > 2 * own.intervalNanos();
  }

  /** Whether every Backup must have given us up since the last advertisement. */
  boolean givenUp(RouterConfiguration own, long now) {
    return now - lastSent > 3 * own.intervalNanos();
  }

  RouterMemory.Sending memory() {
    return new RouterMemory.Sending(timer.memory(), lastAttempt, lastSent, failing, failingSince);
  }

  void recall(RouterMemory.Sending memory) {
    timer.recall(memory.dueAt());
    lastAttempt = memory.lastAttempt();
    lastSent = memory.lastSent();
    failing = memory.failing();
    failingSince = memory.failingSince();
  }

  void reset() {
    timer.cancel();
    failing = false;
  }
}
