package dev.virtualip.agent.vrrp;

/**
 * Make before break: an Active that is to leave advertises priority 0, is silent from then on, and
 * keeps its addresses until its successor is heard, so that clients never find nobody.
 */
final class Departure {

  /** A successor needs a moment to bind what the leaver still answers for. */
  static final long LINGER_NANOS = Intervals.nanos(30);

  /** What a successor of any priority needs at most, priority 0 lost once included. */
  private static final long MARGIN_NANOS = Intervals.nanos(250);

  private static final long MOST_NANOS = Intervals.nanos(1500);

  /** When an Active that waits for its successor has waited enough. */
  final Deadline limit = new Deadline();

  private final HeldAddresses addresses;
  private final Transmitter transmitter;
  private boolean requested;

  Departure(HeldAddresses addresses, Transmitter transmitter) {
    this.addresses = addresses;
    this.transmitter = transmitter;
  }

  void request() {
    requested = true;
  }

  void withdraw() {
    requested = false;
  }

  boolean requested() {
    return requested;
  }

  /** Whether a successor is awaited, and the role taken up again if none comes. */
  boolean underWay() {
    return limit.armed();
  }

  /** Returns false, and has begun nothing, if nobody would hear of it. */
  boolean begin(RouterConfiguration own, long now) {
    if (!transmitter.send(own, Advertisement.PRIORITY_LEAVING, now)) {
      return false;
    }
    transmitter.reset();
    addresses.holdSilently(now);
    requested = false;
    limit.arm(now + most(own));
    return true;
  }

  /** The same, but the addresses go at the end in any case. */
  void beginForGood(RouterConfiguration own, long now) {
    transmitter.send(own, Advertisement.PRIORITY_LEAVING, now);
    transmitter.reset();
    addresses.holdSilently(now);
    end();
    addresses.release.arm(now + most(own));
  }

  /** Makes one under way the last. */
  void becomeForGood() {
    if (underWay()) {
      addresses.release.arm(limit.at());
    }
    end();
  }

  void successorHeard(long now) {
    end();
    addresses.linger(now + LINGER_NANOS);
  }

  void end() {
    requested = false;
    limit.cancel();
  }

  private static long most(RouterConfiguration own) {
    return Math.min(own.intervalNanos() + MARGIN_NANOS, MOST_NANOS);
  }
}
