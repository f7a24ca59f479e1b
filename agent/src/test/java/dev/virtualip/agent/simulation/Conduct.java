package dev.virtualip.agent.simulation;

import dev.virtualip.agent.simulation.Violation.Invariant;
import dev.virtualip.agent.vrrp.Action;
import dev.virtualip.agent.vrrp.Advertisement;
import dev.virtualip.agent.vrrp.Event;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.agent.vrrp.TransitionReason;
import java.util.Arrays;
import java.util.Locale;

/** What one router may send, and when it may take over, whatever the others do. */
final class Conduct {

  /** One periodic advert, one immediate, and one whose timer was late. */
  private static final double MOST_IN_A_ROW = 3;

  private final Oracle oracle;

  /** Adverts that were sent and are not yet paid for by time. */
  private final double[] level;

  private final long[] lastSent;
  private final boolean[] cause;
  private final long[] leftAt;
  private final boolean[] beaten;

  Conduct(Oracle oracle, int nodes) {
    this.oracle = oracle;
    this.level = new double[nodes];
    this.lastSent = new long[nodes];
    this.cause = new boolean[nodes];
    this.leftAt = new long[nodes];
    this.beaten = new boolean[nodes];
    Arrays.fill(leftAt, -1);
  }

  /** It has a reason to advertise at once. */
  void excuse(Track track) {
    cause[track.node.index()] = true;
  }

  void sent(Track track, Advertisement advert) {
    if (advert.priority() == Advertisement.PRIORITY_LEAVING) {
      return;
    }
    int index = track.node.index();
    boolean promotes = !track.active();
    if (promotes) {
      level[index] = 0;
    }
    cause[index] |= promotes || advert.priority() != track.advertised;
    track.advertised = advert.priority();
    long interval = track.ownInterval();
    long passed = oracle.now() - lastSent[index];
    double pays = (double) passed / interval + (double) passed / Bounds.immediateGap(interval);
    level[index] = Math.max(0, level[index] - pays) + 1;
    if (level[index] > MOST_IN_A_ROW) {
      throw new Violation(Invariant.ADVERT_RATE, track.node + " sends too many adverts");
    }
    // One that a pause made late does not delay the one after it.
    boolean late = oracle.now() - track.resumedAt < Bounds.slowest(interval);
    if (passed < interval / 2 && !cause[index] && !late) {
      throw new Violation(
          Invariant.ADVERT_WITHOUT_CAUSE,
          String.format(Locale.ROOT, "%s sends again after %.3f ms", track.node, passed / 1e6));
    }
    lastSent[index] = oracle.now();
    cause[index] = false;
  }

  /** An advert is in the socket; the router may be frozen. */
  void arrived(Track track, Event.Received received) {
    int index = track.node.index();
    Advertisement advert = received.advertisement();
    if (advert.priority() == Advertisement.PRIORITY_LEAVING) {
      cause[index] = true;
      if (track.node.state() == State.BACKUP || track.node.frozen()) {
        track.delay.ends();
        leftAt[index] = oracle.now();
      }
      return;
    }
    long interval = advert.intervalMilliseconds() * Bounds.MILLISECOND;
    if (!track.node.frozen() || !track.heardWhileFrozen) {
      track.lastHeard = interval;
    }
    track.heardWhileFrozen = track.node.frozen();
    switch (track.node.state()) {
      case INITIALIZE -> {}
      case BACKUP -> {
        if (track.follows(advert)) {
          follow(track, interval);
        }
      }
      case ACTIVE -> {
        if (track.beatenBy(received)) {
          beaten[index] = true;
          follow(track, interval);
        } else if (!received.source().equals(track.node.source())
            || advert.priority() < track.priority()) {
          cause[index] = true;
        }
      }
    }
  }

  private void follow(Track track, long interval) {
    int index = track.node.index();
    track.followedAt = oracle.now();
    leftAt[index] = -1;
    track.learned = interval;
    track.learnedFromOther = true;
  }

  /** A leaver that awaits its successor hears its announcement, and waits anew for its adverts. */
  void claimed(Track track) {
    if (track.node.state() == State.BACKUP) {
      track.followedAt = oracle.now();
      leftAt[track.node.index()] = -1;
      track.learned = track.ownInterval();
      track.learnedFromOther = false;
    }
  }

  void turned(Track track) {
    int index = track.node.index();
    if (beaten[index] && track.active()) {
      throw new Violation(
          Invariant.YIELDS, track.node + " stays Active although a winning advert is read");
    }
    beaten[index] = false;
  }

  void entered(Track track, Action.Enter entered) {
    int index = track.node.index();
    if (entered.to() == State.BACKUP) {
      track.delay.begins(oracle.now());
    }
    if (entered.to() == State.BACKUP && entered.from() == State.INITIALIZE) {
      track.followedAt = oracle.now();
      leftAt[index] = -1;
    }
    if (entered.reason() == TransitionReason.TRANSMIT_FAILED) {
      // Who can't be heard gives way to anybody.
      follow(track, track.lastHeard);
    }
    if (entered.to() != State.ACTIVE) {
      return;
    }
    beaten[index] = false;
    track.promotedByLeave = leftAt[index] >= 0;
    if (entered.from() == State.BACKUP && entered.reason() != TransitionReason.NO_SUCCESSOR) {
      checkSilence(track);
    }
  }

  private void checkSilence(Track track) {
    int index = track.node.index();
    boolean left = leftAt[index] >= 0;
    long waited = oracle.now() - (left ? leftAt[index] : track.followedAt);
    long least =
        left ? Bounds.skew(track.version(), track.priority(), track.learned) : 3 * track.learned;
    // Clocks are never faster than true time, so they can't make this too strict.
    if (waited < least) {
      throw new Violation(
          Invariant.TAKES_OVER_FROM_THE_SILENT,
          String.format(
              Locale.ROOT,
              "%s takes over %.3f ms after an advert, not before %.3f ms",
              track.node,
              waited / 1e6,
              least / 1e6));
    }
  }
}
