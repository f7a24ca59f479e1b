package dev.virtualip.agent.vrrp;

import org.jspecify.annotations.Nullable;

/**
 * A timer that is armed or not. Points of time are compared by their difference, so that a clock
 * that wraps around changes nothing ({@link System#nanoTime()}).
 */
final class Deadline {

  private boolean armed;
  private long at;

  void arm(long nanos) {
    armed = true;
    at = nanos;
  }

  void armNoLaterThan(long nanos) {
    if (!armed || nanos - at < 0) {
      arm(nanos);
    }
  }

  void cancel() {
    armed = false;
  }

  boolean armed() {
    return armed;
  }

  /** When it is to fire; meaningless unless armed. */
  long at() {
    return at;
  }

  /** When it is to fire, for another process; null unless armed. */
  @Nullable Long memory() {
    return armed ? at : null;
  }

  void recall(@Nullable Long nanos) {
    if (nanos == null) {
      cancel();
    } else {
      arm(nanos);
    }
  }

  boolean due(long now) {
    return armed && now - at >= 0;
  }

  /** Whether it was due; if so it is not armed any more. */
  boolean fire(long now) {
    boolean due = due(now);
    if (due) {
      armed = false;
    }
    return due;
  }

  /** The one that fires first; null if none is armed. */
  static @Nullable Deadline earliest(Deadline[] deadlines) {
    Deadline earliest = null;
    for (Deadline deadline : deadlines) {
      if (deadline.armed && (earliest == null || deadline.at - earliest.at < 0)) {
        earliest = deadline;
      }
    }
    return earliest;
  }
}
