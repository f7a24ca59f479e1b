package dev.virtualip.agent.simulation;

import dev.virtualip.agent.vrrp.Action;
import dev.virtualip.agent.vrrp.Advertisement;
import dev.virtualip.agent.vrrp.Event;
import dev.virtualip.agent.vrrp.State;
import java.util.Arrays;
import java.util.List;

/** Watches everything and holds it against what is promised; throws a {@link Violation}. */
final class Oracle {

  private final World world;
  private final boolean twins;
  private final long delay;
  private final List<Track> tracks;
  private final boolean[] holds;
  private final Overlaps overlaps;
  private final Holding holding;
  private final Vacancy vacancy = new Vacancy(this);
  private final Conduct conduct;
  private final Convergence convergence = new Convergence(this);

  private int holders;
  private int disturbances;
  private long calmSince;
  private long upheavalAt;

  Oracle(World world, Settings settings, Node[] nodes) {
    this.world = world;
    this.twins = settings.twins();
    this.delay = settings.delayNanos();
    this.tracks = Arrays.stream(nodes).map(node -> new Track(node, nodes.length)).toList();
    this.holds = new boolean[nodes.length];
    this.overlaps = new Overlaps(this, nodes.length);
    this.holding = new Holding(this, nodes.length);
    this.conduct = new Conduct(this, nodes.length);
  }

  long now() {
    return world.now();
  }

  List<Track> tracks() {
    return tracks;
  }

  /** One-way delay at most, while the link is undisturbed. */
  long delay() {
    return delay;
  }

  /** Whether the link is undisturbed. */
  boolean calm() {
    return disturbances == 0;
  }

  long calmSince() {
    return calmSince;
  }

  /** When a node last went, came or changed. */
  long upheavalAt() {
    return upheavalAt;
  }

  private Track track(Node node) {
    return tracks.get(node.index());
  }

  void sent(Node node, Advertisement advert) {
    Track track = track(node);
    conduct.sent(track, advert);
    if (advert.priority() != Advertisement.PRIORITY_LEAVING) {
      advertised(track);
    }
  }

  /** The kernel refuses an advert: it is lost to everybody. */
  void refused(Node node) {
    advertised(track(node));
  }

  private void advertised(Track track) {
    track.lastAdvert = now();
    for (int to = 0; to < track.missed.length; to++) {
      track.missed[to]++;
    }
  }

  /** A packet is in the socket of {@code to}. */
  void arrived(Node to, int from, Event.Received received) {
    Track track = track(to);
    Advertisement advert = received.advertisement();
    if (advert.priority() != Advertisement.PRIORITY_LEAVING) {
      if (to.leaving() && !to.frozen()) {
        holding.succeeded(track);
      }
      if (to.state() == State.BACKUP && track.follows(advert)) {
        tracks.get(from).missed[to.index()] = 0;
      }
    }
    conduct.arrived(track, received);
    if (disturbances > 0) {
      vacancyRestarts();
    }
  }

  private void vacancyRestarts() {
    if (holders == 0 && !twins) {
      vacancy.restarts();
    }
  }

  void turned(Node node) {
    Track track = track(node);
    conduct.turned(track);
    if (track.priority() != track.lastPriority) {
      track.lastPriority = track.priority();
      if (track.lastPriority != track.advertised) {
        conduct.excuse(track);
      }
      track.rankedAt = now();
      upheaval(track);
    }
  }

  void entered(Node node, Action.Enter entered) {
    Track track = track(node);
    if (entered.from() == State.ACTIVE) {
      vacancyRestarts();
      Arrays.fill(track.missed, Bounds.GIVEN_UP);
    }
    if (entered.to() == State.ACTIVE) {
      track.promotedAt = now();
      track.learnedBefore = track.learned;
      Arrays.fill(track.missed, Bounds.GIVEN_UP);
      takesOverOwnLegacy(track);
    }
    conduct.entered(track, entered);
    holding.entered(track, entered);
    if (entered.to() == State.ACTIVE || entered.from() == State.INITIALIZE) {
      track.learned = track.ownInterval();
      track.learnedFromOther = false;
    }
    if (entered.to() == State.INITIALIZE || entered.from() == State.INITIALIZE) {
      if (track.ableSince >= 0) {
        track.ableSince = now();
      }
      upheaval(track);
    }
  }

  /** What an earlier process left in the kernel is this one's from now on. */
  private void takesOverOwnLegacy(Track track) {
    if (track.failedAt >= 0 && !twins) {
      others(track, other -> overlaps.ends(track, other));
      track.failedAt = -1;
      others(track, other -> overlaps.begins(track, other));
    }
  }

  /** The first virtual address came or went, or the node with it. */
  void holds(Node node, boolean ordered) {
    boolean holdsNow = node.holds();
    if (holdsNow == holds[node.index()]) {
      return;
    }
    Track track = track(node);
    if (!holdsNow && !ordered && track.undisturbed()) {
      throw new Violation(
          Violation.Invariant.ADDRESS_STAYS, node + " is Active and undisturbed, and loses it");
    }
    if (holdsNow) {
      track.heldSince = now();
      if (holders == 0 && !twins) {
        vacancy.ends();
      }
      others(track, other -> overlaps.begins(track, other));
      holders++;
    } else {
      if (!twins) {
        holding.lets(track, ordered);
        others(track, other -> overlaps.ends(track, other));
      }
      track.failedAt = -1;
      holders--;
      if (holders == 0) {
        vacancy.begins();
      }
    }
    holds[node.index()] = holdsNow;
  }

  private interface ForOther {
    void accept(Track other);
  }

  private void others(Track track, ForOther action) {
    for (Track other : tracks) {
      if (other != track && holds[other.node.index()]) {
        action.accept(other);
      }
    }
  }

  /** The process of {@code node} is about to die, or to stand still. */
  void failing(Node node) {
    Track track = track(node);
    if (holds[node.index()] && track.failedAt < 0) {
      holding.failed(track);
      track.failedAt = now();
    }
    if (node.running()) {
      track.frozenAt = now();
    }
    unable(node);
  }

  /** Something happens to {@code node} that keeps it from its duty. */
  void unable(Node node) {
    Track track = track(node);
    holding.excuse(track);
    upheaval(track);
    track.ableSince = -1;
  }

  /** It can do its duty again. */
  void able(Node node) {
    Track track = track(node);
    upheaval(track);
    conduct.excuse(track);
    track.ableSince = now();
  }

  /** It sends from another address from now on, so that it may lose a tie that it won. */
  void moved(Node node) {
    conduct.excuse(track(node));
    track(node).rankedAt = now();
    upheaval(track(node));
  }

  /** Another node says that it has the address, and it did when it said so. */
  void claimed(Node to) {
    Track heedful = track(to);
    if (!to.remembers()) {
      heedful.heldBackUntil = now() + Bounds.slowest(Bounds.PREFLIGHT) + Overlaps.REACTION;
    }
    if (to.leaving()) {
      holding.succeeded(track(to));
      conduct.claimed(track(to));
    }
  }

  /** Another process goes on in the place of its own. */
  void replaced(Node node) {
    track(node).replacedAt = now();
  }

  /** It can send again, and tries at its next interval. */
  void audible(Node node) {
    able(node);
    Track track = track(node);
    track.ableSince = now() + Bounds.slowest(track.ownInterval());
    holding.delayed(track, track.ableSince);
  }

  void resumed(Node node) {
    Track track = track(node);
    if (holds[node.index()]) {
      holding.still(track);
    }
    holding.resumed(track);
    // Unless what it holds is of an earlier process, which is dead.
    if (track.failedAt == track.frozenAt) {
      track.failedAt = -1;
    }
    track.resumedAt = now();
    disturbed(track, now() + Bounds.RESUMED);
    able(node);
  }

  /** Whatever it lets go of now is not its own doing. */
  void excused(Node node) {
    holding.excuse(track(node));
    disturbed(track(node), now());
  }

  /** What was not renewed meanwhile is renewed at once when the lock is free. */
  void locked(Node node, long until) {
    Track track = track(node);
    holding.delayed(track, until);
    disturbed(track, until + Bounds.RESUMED);
    unable(node);
  }

  private static void disturbed(Track track, long until) {
    track.disturbedUntil = Math.max(track.disturbedUntil, until);
  }

  void configured(Node node) {
    Track track = track(node);
    if (!track.learnedFromOther) {
      track.learned = track.ownInterval();
    }
    track.rankedAt = now();
    conduct.excuse(track);
    upheaval(track);
  }

  private void upheaval(Track track) {
    if (track.active()) {
      vacancyRestarts();
    }
    upheavalAt = now();
  }

  /** The link is disturbed from now on, once more. */
  void disturbed() {
    disturbances++;
  }

  /** One of the disturbances is over. */
  void soothed() {
    disturbances--;
    calmSince = now();
  }

  /** Everything that can be judged at any time is. */
  void check() {
    if (twins) {
      return;
    }
    vacancy.check();
    convergence.check();
    for (Track track : tracks) {
      if (holds[track.node.index()]) {
        holding.still(track);
      }
    }
  }

  /** The schedule ends: what lasts is judged by how long it has lasted. */
  void end() {
    check();
    if (twins) {
      return;
    }
    for (Track track : tracks) {
      if (holds[track.node.index()]) {
        others(track, other -> overlaps.ends(track, other));
      }
    }
  }
}
