package dev.virtualip.agent.simulation;

import dev.virtualip.agent.simulation.Violation.Invariant;
import java.util.Locale;

/** The Bounds on two holders, for each pair of nodes that hold at the same time. */
final class Overlaps {

  /** A turn, an order or two on the address thread, and a timer: what a node needs to act. */
  static final long REACTION = 5 * Bounds.MILLISECOND;

  private final Oracle oracle;
  private final long[][] since;
  private final int[][] lost;

  /** A' of the second at the time, by which it has waited for the first. */
  private final long[][] learned;

  Overlaps(Oracle oracle, int nodes) {
    this.oracle = oracle;
    this.since = new long[nodes][nodes];
    this.lost = new int[nodes][nodes];
    this.learned = new long[nodes][nodes];
  }

  void begins(Track one, Track other) {
    since[one.node.index()][other.node.index()] = oracle.now();
    since[other.node.index()][one.node.index()] = oracle.now();
    learned[other.node.index()][one.node.index()] = one.learnedBefore;
    lost[one.node.index()][other.node.index()] = Bounds.GIVEN_UP;
    // Who took over after silence has waited for as long as the last advert that it heard says.
    lost[other.node.index()][one.node.index()] =
        one.active() && !one.promotedByLeave && !other.boundAnew()
            ? Math.min(Bounds.GIVEN_UP, other.missed[one.node.index()])
            : Bounds.GIVEN_UP;
  }

  /**
   * {@code loser} holds no more, or the schedule ends.
   *
   * @param winner who goes on
   */
  void ends(Track loser, Track winner) {
    long begin = since[loser.node.index()][winner.node.index()];
    if (loser.failedAt >= 0) {
      afterFailure(loser, winner, begin);
    } else if (winner.failedAt < 0
        && oracle.calm()
        && loser.ableSince >= 0
        && winner.ableSince >= 0) {
      amongTheLiving(loser, winner, begin);
    }
  }

  private void afterFailure(Track loser, Track winner, long begin) {
    boolean before = begin < loser.failedAt;
    int n = before ? Bounds.GIVEN_UP : lost[loser.node.index()][winner.node.index()];
    long most =
        Bounds.twoHoldersAfterFailure(
            loser.ownInterval(),
            loser.node.configuration().ipv6(),
            learned[loser.node.index()][winner.node.index()],
            n);
    require(
        Invariant.TWO_HOLDERS_AFTER_FAILURE,
        loser,
        winner,
        Math.max(begin, loser.failedAt),
        most + loser.overhang() + REACTION,
        "n = " + n);
  }

  private void amongTheLiving(Track loser, Track winner, long begin) {
    long able = Math.max(loser.ableSince, winner.ableSince);
    long ranked = Math.max(loser.rankedAt, winner.rankedAt);
    Track thawed = loser.resumedAt > winner.resumedAt ? loser : winner;
    long resumed = thawed.resumedAt;
    boolean tookOverMeanwhile = begin >= thawed.frozenAt && thawed.frozenAt >= oracle.calmSince();
    if (tookOverMeanwhile && resumed >= begin && resumed >= able) {
      require(
          Invariant.TWO_HOLDERS_AFTER_RESUMING, loser, winner, resumed, Bounds.RESUMED, "thawed");
    } else {
      long promoted = Math.max(loser.promotedAt, winner.promotedAt);
      long base = Math.max(Math.max(begin, promoted), Math.max(able, oracle.calmSince()));
      long most = Bounds.twoActives(winner.ownInterval()) + oracle.delay() + REACTION;
      require(Invariant.TWO_ACTIVES, loser, winner, Math.max(base, ranked), most, "both alive");
    }
  }

  private void require(
      Invariant invariant, Track loser, Track winner, long from, long most, String why) {
    long took = oracle.now() - from;
    if (took > most) {
      throw new Violation(
          invariant,
          String.format(
              Locale.ROOT,
              "%s and %s hold for %.3f ms, at most %.3f ms are allowed (%s)",
              loser.node,
              winner.node,
              took / 1e6,
              most / 1e6,
              why));
    }
  }
}
