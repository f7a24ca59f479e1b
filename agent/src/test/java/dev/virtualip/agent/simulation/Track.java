package dev.virtualip.agent.simulation;

import dev.virtualip.agent.vrrp.Advertisement;
import dev.virtualip.agent.vrrp.Event;
import dev.virtualip.agent.vrrp.State;

/**
 * What an observer who sees everything knows of one node, in true time. It judges adverts by the
 * RFC's words and not by what the state machine made of them.
 */
final class Track {

  /**
   * The preempt delay. It runs from the first lower advert as Backup, and who was frozen sees that
   * late; what comes within the delay from the begin as Backup is spared in any case.
   */
  static final class Delay {
    private long since;
    private long from = -1;
    private boolean over;

    void begins(long now) {
      since = now;
      from = -1;
      over = false;
    }

    /** A priority 0 is heard. */
    void ends() {
      over = true;
    }

    /** When a lower advert was first heard; -1 if none was. */
    long from() {
      return from;
    }

    /** Whether the lower advert is certainly let be. */
    boolean spares(Node node, Advertisement advert) {
      over |= node.configuration().owner() || advert.priority() <= RESERVE_BAND;
      if (from < 0) {
        from = node.now();
      }
      long passed = node.clock().read(node.now()) - node.clock().read(since);
      long delay = node.configuration().preemptDelaySeconds() * Bounds.SECOND;
      return !over && !node.frozen() && passed < delay;
    }
  }

  /** Priorities of routers that anybody may preempt. */
  private static final int RESERVE_BAND = 16;

  final Node node;

  /** Last advert that it sent, other than priority 0. */
  long lastAdvert = -1;

  /** When it was last seen to hold the address anew. */
  long heldSince;

  /** A' by the adverts that reached it, and whether it is not just its own interval. */
  long learned;

  boolean learnedFromOther;

  /** Whether its last promotion followed a priority 0. */
  boolean promotedByLeave;

  /** A' when it was promoted last. */
  long learnedBefore;

  /** When the process that bound the address died or froze; -1 if it lives. */
  long failedAt = -1;

  /** When it was last frozen. */
  long frozenAt = Long.MIN_VALUE / 2;

  /** When it was last thawed. */
  long resumedAt = Long.MIN_VALUE / 2;

  /** Since when it can hear, act and be heard; -1 while it can't. */
  long ableSince = -1;

  /** When its priority, its source or its configuration changed last. */
  long rankedAt;

  /** When an advert reached it last that it must follow. */
  long followedAt;

  final Delay delay = new Delay();

  /** Interval of the advert that reached it last, or first while it was frozen. */
  long lastHeard;

  boolean heardWhileFrozen;

  /**
   * Until when the preflight may keep it a Backup: somebody has the address and none advertises.
   */
  long heldBackUntil;

  /** When another process went on in the place of its own, and renewed the address at once. */
  long replacedAt = Long.MIN_VALUE / 2;

  /** Until when something that happened to it may cost it its address. */
  long disturbedUntil;

  /** What its last advert said, other than priority 0. */
  int advertised;

  /** When it was promoted last. */
  long promotedAt;

  /** Its effective priority as of its last turn. */
  int lastPriority;

  /** How many adverts in a row of this node each other one has lost or discarded. */
  final int[] missed;

  Track(Node node, int nodes) {
    this.node = node;
    this.missed = new int[nodes];
    this.learned = ownInterval();
  }

  long ownInterval() {
    return node.configuration().advertisementIntervalMilliseconds() * Bounds.MILLISECOND;
  }

  /** By which it is judged: what it says of itself, be it in reserve. */
  int priority() {
    return node.effectivePriority();
  }

  int version() {
    return node.configuration().version();
  }

  boolean preempts() {
    return node.configuration().preempt() || node.configuration().owner();
  }

  /** Able, and past Initialize. */
  boolean takesPart() {
    return ableSince >= 0 && node.state() != State.INITIALIZE;
  }

  /** Whether the address was bound since it has advertised: somebody had deleted it. */
  boolean boundAnew() {
    return heldSince - lastAdvert > Bounds.RENEWAL_VALID;
  }

  /**
   * By how much it renewed later than it does by its last advert: the Bounds know nothing of a
   * failure within one interval after a replacement.
   */
  long overhang() {
    long gap = Bounds.renewalGap(ownInterval(), node.configuration().ipv6());
    return Math.max(0, replacedAt - lastAdvert - gap);
  }

  long waitsSince() {
    return Math.max(ableSince, followedAt);
  }

  /** Whether it advertises, and nothing is or was lately in its way. */
  boolean undisturbed() {
    long settled = Math.max(disturbedUntil, promotedAt + Bounds.RESUMED);
    return active() && ableSince >= 0 && !node.frozen() && node.now() > settled;
  }

  boolean active() {
    return node.state() == State.ACTIVE;
  }

  /** Whether an Active here gives way to it (RFC 9568 section 6.4.3). */
  boolean beatenBy(Event.Received advert) {
    int theirs = advert.advertisement().priority();
    if (theirs != priority()) {
      return theirs > priority();
    }
    return Settings.higher(advert.source(), node.source());
  }

  /** Whether a Backup here lets its sender be Active (RFC 9568 section 6.4.2). */
  boolean follows(Advertisement advert) {
    if (node.frozen() && node.leaving()) {
      // The first one ends its leave, and then it is as it was; which one that is shows later.
      return advert.priority() >= node.configuration().priority();
    }
    if (advert.priority() >= priority()) {
      return true;
    }
    boolean preempts = preempts() || advert.priority() <= RESERVE_BAND;
    return !preempts || delay.spares(node, advert);
  }
}
