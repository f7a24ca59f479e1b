package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The transitions of one virtual router (RFC 9568 section 6.4): who it is at the moment, and what
 * each event makes of that. What is done in a role is in {@link BackupRole} and {@link ActiveRole}.
 */
final class StateMachine {

  final Counters counters = Counters.ofVirtualRouter();
  final Deadline start = new Deadline();
  final Tenure tenure;
  final Reception reception;
  final RenewalWatch renewals;
  final HeldAddresses addresses;
  final Transmitter transmitter;
  final Candidacy candidacy;
  final BackupRole backup;
  final ActiveRole active;
  final Departure departure;
  final Occupancy occupancy;

  private @Nullable InetAddress source;

  /** It is to end, or its end is under way. */
  private boolean ending;

  private boolean finished;

  StateMachine(RouterConfiguration configuration, ActionSink sink, long now) {
    this.tenure = new Tenure(sink, now);
    this.reception = new Reception(sink, counters);
    this.renewals = new RenewalWatch(sink);
    this.addresses = new HeldAddresses(configuration, renewals);
    this.transmitter = new Transmitter(sink, counters);
    this.candidacy = new Candidacy(configuration, this::reconfigured);
    this.backup = new BackupRole(configuration);
    this.active = new ActiveRole(addresses, transmitter, counters);
    this.departure = new Departure(addresses, transmitter);
    this.occupancy = new Occupancy(sink);
  }

  private State state() {
    return tenure.state();
  }

  @Nullable InetAddress source() {
    return source;
  }

  boolean ending() {
    return ending;
  }

  boolean finished() {
    return finished;
  }

  /** The configuration under the effective priority. */
  RouterConfiguration own() {
    return candidacy.own();
  }

  void sourceIs(@Nullable InetAddress to) {
    source = to;
  }

  void startup(InetAddress from, long now) {
    source = from;
    if (state() == State.INITIALIZE && !ending && !start.armed()) {
      start.arm(now);
    }
  }

  void interfaceDown(long now) {
    source = null;
    initialize(TransitionReason.INTERFACE_DOWN, now);
    reception.clear();
    addresses.lostSight();
    renewals.lostSight();
    finished = ending;
  }

  void sourceLost(long now) {
    source = null;
    initialize(TransitionReason.SOURCE_LOST, now);
    reception.clear();
    addresses.lostSight();
    renewals.lostSight();
    candidacy.sourceLost(now);
    finished = ending;
  }

  void received(Advertisement advert, InetAddress from, long now) {
    if (source == null) {
      return;
    }
    // Also in Initialize: who has an interface and can't take part hears all the same who does.
    reception.hear(advert, from, own(), source, now);
    if (Reception.discards(own(), advert, ending)) {
      return;
    }
    boolean ourselves = from.equals(source);
    if (!ourselves) {
      occupancy.advertised();
    }
    boolean successor = advert.priority() != Advertisement.PRIORITY_LEAVING && !ourselves;
    switch (state()) {
      case INITIALIZE -> {
        if (successor && ending) {
          addresses.release.armNoLaterThan(now + Departure.LINGER_NANOS);
        }
      }
      case BACKUP -> {
        if (!departure.underWay()) {
          if (backup.received(advert, own(), now)) {
            follows(now);
          }
        } else if (successor) {
          departure.successorHeard(now);
          backup.beginBehind(advert, own(), now);
          follows(now);
        }
      }
      case ACTIVE -> {
        if (active.received(advert, from, own(), source, now)) {
          giveWay(advert, now);
        }
      }
    }
  }

  private void follows(long now) {
    transmitter.reset();
    candidacy.follows(now);
  }

  private void giveWay(Advertisement advert, long now) {
    TransitionReason reason = TransitionReason.HIGHER_PRIORITY;
    if (transmitter.failing()) {
      reason = TransitionReason.TRANSMIT_FAILED;
      candidacy.transmission.begins();
    }
    transmitter.reset();
    departure.end();
    occupancy.end();
    addresses.linger(now + Departure.LINGER_NANOS);
    tenure.enter(State.BACKUP, reason, now);
    backup.beginBehind(advert, own(), now);
    follows(now);
    if (ending) {
      stopBackingUp(now);
    }
  }

  void configure(RouterConfiguration to, long now) {
    RouterConfiguration old = own();
    if (to.virtualRouterID() != old.virtualRouterID()
        || to.version() != old.version()
        || to.ipv6() != old.ipv6()) {
      throw new IllegalArgumentException(
          "another VRID, version or family is another virtual router: " + to);
    }
    boolean before = candidacy.inBand();
    candidacy.configure(to, now);
    addresses.change(to, now);
    if (!candidacy.inBand()) {
      departure.withdraw();
    } else if (!before) {
      depart(now);
    }
  }

  void stand(Standing to, long now) {
    boolean before = candidacy.inReserve();
    candidacy.stand(to, now);
    if (!candidacy.inBand()) {
      departure.withdraw();
    } else if (candidacy.inReserve() && !before) {
      depart(now);
    }
  }

  void handOver(long now) {
    if (state() == State.ACTIVE) {
      candidacy.handOver(now);
      depart(now);
    }
  }

  private void depart(long now) {
    if (state() == State.ACTIVE) {
      departure.request();
      active.attention.arm(now);
    }
  }

  /** The priority that counts, or the configuration, has changed. */
  private void reconfigured(RouterConfiguration before, long now) {
    backup.timer.configure(own());
    boolean otherAdvert =
        own().priority() != before.priority() || own().intervalNanos() != before.intervalNanos();
    if (state() == State.ACTIVE && otherAdvert) {
      transmitter.advertiseSoon(own(), now);
    }
  }

  void appeared(InetAddress address, long now) {
    addresses.appeared(address);
    renewals.appeared(address);
    if (state() == State.ACTIVE && addresses.allPresent()) {
      candidacy.binding.mended();
      tenure.bound(now);
    }
  }

  void gone(InetAddress address, long now) {
    renewals.gone(address);
    if (state() == State.ACTIVE) {
      active.gone(address, now);
    } else {
      addresses.gone(address);
    }
  }

  void refused(long now) {
    if (state() == State.ACTIVE) {
      active.refused(now);
    }
  }

  void announcedElsewhere(InetAddress address, String mac, long now) {
    if (!own().addresses().contains(address)) {
      return;
    }
    switch (state()) {
      case INITIALIZE -> {
        if (ending) {
          addresses.release.armNoLaterThan(now + Departure.LINGER_NANOS);
        }
      }
      case BACKUP -> {
        if (departure.underWay()) {
          departure.successorHeard(now);
          backup.begin(own(), now);
        } else {
          occupancy.claimedBefore(address, mac, now);
          candidacy.occupied(occupancy.holdsBackForLong(), now);
        }
      }
      case ACTIVE -> {
        addresses.announceAgain(now);
        // What another Active says of them is no wonder.
        if (reception.sources.isEmpty()) {
          occupancy.claimedWhileHeld(address, mac, tenure.since(), now);
        }
      }
    }
  }

  void leave(long now) {
    if (ending) {
      return;
    }
    ending = true;
    switch (state()) {
      case INITIALIZE -> finished = true;
      case BACKUP -> stopBackingUp(now);
      case ACTIVE -> active.attention.arm(now);
    }
  }

  /** A Backup stops in silence, but for what it may still owe to a winner or a successor. */
  private void stopBackingUp(long now) {
    departure.becomeForGood();
    occupancy.end();
    backup.timer.stop(own());
    tenure.enter(State.INITIALIZE, TransitionReason.LEAVE, now);
    finished = !addresses.held();
  }

  void withdraw(long now) {
    initialize(TransitionReason.WITHDRAW, now);
    finished = true;
  }

  void forgetSources(long now) {
    reception.sources.expire(own(), state() == State.ACTIVE, now);
  }

  /** Whether nothing is under way that only this process could bring to its end. */
  boolean settled() {
    return !ending
        && !finished
        && !departure.underWay()
        && !departure.requested()
        && !addresses.release.armed()
        && !addresses.anyMissing()
        && !active.attention.armed();
  }

  /** Does what is due; every event so far must be in. */
  void onDeadline(long now) {
    // Also when the role is gone that it was armed for: left armed, it would be due for ever.
    active.attention.cancel();
    candidacy.recover(state() == State.ACTIVE, now);
    occupancy.onDeadline(state(), own(), now);
    candidacy.occupied(state() == State.BACKUP && occupancy.holdsBackForLong(), now);
    switch (state()) {
      case INITIALIZE -> {
        if (start.fire(now)) {
          begin(now);
        }
      }
      case BACKUP -> {
        if (departure.limit.due(now)) {
          takeUpAgain(now);
        } else if (backup.due(now) && occupancy.holdsBack()) {
          backup.timer.deadline.arm(occupancy.probe.at());
        } else if (backup.due(now)) {
          promote(backup.reason(), backup.timer.deadline, now);
        }
      }
      case ACTIVE -> actAsActive(now);
    }
    addresses.onDeadline(now);
    // An owner's address may be static: then nobody renews it, and the kernel tells of nothing.
    boolean kept = state() == State.ACTIVE || departure.underWay();
    renewals.onDeadline(kept && !own().owner(), now);
    finished = finished || (ending && state() == State.INITIALIZE && !addresses.held());
  }

  /** No successor was heard; but if all Backups must have given us up since, we were asleep. */
  private void takeUpAgain(long now) {
    if (addresses.anyMissing() && transmitter.givenUp(own(), now)) {
      departure.end();
      addresses.releaseNow();
      backup.begin(own(), now);
    } else {
      promote(TransitionReason.NO_SUCCESSOR, departure.limit, now);
    }
  }

  private void begin(long now) {
    candidacy.begins(tenure.begun(), now);
    if (own().owner()) {
      promote(TransitionReason.STARTUP, start, now);
    } else {
      tenure.enter(State.BACKUP, TransitionReason.STARTUP, now);
      backup.begin(own(), now);
      occupancy.begin(now);
    }
  }

  /**
   * @param retry what to arm if nobody would hear of it
   */
  private void promote(TransitionReason reason, Deadline retry, long now) {
    boolean sent = transmitter.send(own(), own().priority(), now);
    candidacy.transmitted(transmitter, now);
    if (!sent) {
      retry.arm(now + own().intervalNanos());
      return;
    }
    departure.end();
    backup.timer.stop(own());
    boolean kept = addresses.held() && addresses.allPresent();
    tenure.promoted(reason, reception.silence(now), now);
    active.begin(own(), now);
    occupancy.promoted(own());
    if (kept) {
      tenure.bound(now);
    }
  }

  private void actAsActive(long now) {
    if (ending) {
      departure.beginForGood(own(), now);
      occupancy.end();
      tenure.enter(State.INITIALIZE, TransitionReason.LEAVE, now);
      return;
    }
    if (departure.requested() && departure.begin(own(), now)) {
      occupancy.end();
      tenure.enter(
          State.BACKUP,
          candidacy.handingOver() ? TransitionReason.HAND_OVER : TransitionReason.RESERVE,
          now);
      return;
    }
    TransitionReason end = active.onDeadline(own(), now);
    if (end == null) {
      candidacy.transmitted(transmitter, now);
    } else if (end == TransitionReason.ADDRESSES_EXPIRED) {
      initialize(end, now);
      tenure.enter(State.BACKUP, end, now);
      backup.begin(own(), now);
    } else {
      fault(end, now);
    }
  }

  /** Lets others take over from a router that can't do its duty, and tries again later. */
  private void fault(TransitionReason reason, long now) {
    transmitter.send(own(), Advertisement.PRIORITY_LEAVING, now);
    initialize(reason, now);
    candidacy.bindingFails(now);
    start.arm(now + candidacy.binding.pause(own()));
  }

  private void initialize(TransitionReason reason, long now) {
    addresses.releaseNow();
    start.cancel();
    backup.timer.stop(own());
    transmitter.reset();
    active.attention.cancel();
    departure.end();
    occupancy.end();
    candidacy.handedOver(now);
    if (state() != State.INITIALIZE) {
      tenure.enter(State.INITIALIZE, reason, now);
    }
  }
}
