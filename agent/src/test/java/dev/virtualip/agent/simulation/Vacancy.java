package dev.virtualip.agent.simulation;

import dev.virtualip.agent.simulation.Violation.Invariant;
import java.util.Locale;

/** The Bound on no holder. */
final class Vacancy {

  /** What the Bound has for it: a turn, and the time in which an address is bound. */
  private static final long REACTION = 30 * Bounds.MILLISECOND;

  private final Oracle oracle;
  private boolean vacant = true;
  private long since;

  Vacancy(Oracle oracle) {
    this.oracle = oracle;
  }

  void begins() {
    vacant = true;
    since = oracle.now();
  }

  void ends() {
    check();
    vacant = false;
  }

  /** Another failure, or an old advert that comes only now: the Backups start to wait anew. */
  void restarts() {
    check();
    since = oracle.now();
  }

  /** Somebody who could all the time must have taken over by now. */
  void check() {
    if (!vacant) {
      return;
    }
    for (Track track : oracle.tracks()) {
      if (track.active() && track.node.orders().locked()) {
        since = oracle.now();
        return;
      }
    }
    for (Track track : oracle.tracks()) {
      if (!track.takesPart()) {
        continue;
      }
      // Whoever hears an Active waits for that one, who is judged here as well.
      long from = Math.max(since, track.active() ? track.ableSince : track.waitsSince());
      long waitsBy = track.active() ? track.learnedBefore : track.learned;
      long most = Bounds.noHolder(track.version(), track.priority(), waitsBy);
      if (oracle.now() - from > most
          && oracle.now() - track.rankedAt > Bounds.slowest(REACTION)
          && oracle.now() > track.heldBackUntil) {
        throw new Violation(
            Invariant.NO_HOLDER,
            String.format(
                Locale.ROOT,
                "nobody holds for %.3f ms, %s should after %.3f ms",
                (oracle.now() - from) / 1e6,
                track.node,
                most / 1e6));
      }
    }
  }
}
