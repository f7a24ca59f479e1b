package dev.virtualip.agent.simulation;

import dev.virtualip.agent.simulation.Violation.Invariant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Once faults stop, one router is Active, and the one that should preempt it is that one. */
final class Convergence {

  private final Oracle oracle;

  Convergence(Oracle oracle) {
    this.oracle = oracle;
  }

  void check() {
    if (!oracle.calm()
        || oracle.tracks().stream().anyMatch(track -> oracle.now() <= track.heldBackUntil)) {
      return;
    }
    long quiet = oracle.now() - Math.max(oracle.calmSince(), oracle.upheavalAt());
    Track top = top();
    if (top == null) {
      return;
    }
    // A preempt delay begins with the first advert that it lets be.
    quiet = Math.min(quiet, oracle.now() - top.delay.from());
    long most = Bounds.preemption(top.version(), top.priority(), top.learned, delay(top));
    if (quiet > most && top.preempts() && isAlone(top) && !top.active()) {
      throw new Violation(
          Invariant.PREEMPTION,
          String.format(
              Locale.ROOT, "%s should be Active since %.3f ms", top.node, (quiet - most) / 1e6));
    }
    long all = 0;
    int actives = 0;
    for (Track track : oracle.tracks()) {
      if (track.takesPart()) {
        long interval = Math.max(track.learned, track.ownInterval());
        all = Math.max(all, Bounds.preemption(track.version(), 1, interval, delay(track)));
        actives += track.active() ? 1 : 0;
      }
    }
    if (quiet > all && actives != 1) {
      throw new Violation(Invariant.ONE_ACTIVE, actives + " routers are Active");
    }
  }

  private static long delay(Track track) {
    return track.node.configuration().preemptDelaySeconds() * Bounds.SECOND;
  }

  private @Nullable Track top() {
    Track top = null;
    for (Track track : oracle.tracks()) {
      if (track.takesPart() && (top == null || track.priority() > top.priority())) {
        top = track;
      }
    }
    return top;
  }

  private boolean isAlone(Track top) {
    for (Track track : oracle.tracks()) {
      if (track != top && track.takesPart() && track.priority() == top.priority()) {
        return false;
      }
    }
    return true;
  }
}
