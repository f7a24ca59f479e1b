package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one virtual router (RFC 9568 section 6.4).
 *
 * <pre>
 *                   Startup                    silence, priority 0
 *   Initialize ---------------&gt; Backup ------------------------------&gt; Active
 *     ^   ^                       |  ^                                  |  |
 *     |   +-----------------------+  +----------------------------------+  |
 *     |    interface down, leave    higher priority or address, hand-over       |
 *     +--------------------------------------------------------------------+
 *          interface down, leave, an address that is refused
 * </pre>
 *
 * Events only change what is known and when the next deadline is; whatever goes on the wire goes
 * from {@link #onDeadline}. So a caller that delivers every event it has before it calls that
 * method answers the last word of the others and not the first, and a timer that fires late, after
 * a pause, finds the adverts that arrived meanwhile already heard. Nothing else guards against two
 * routers that keep asserting themselves against each other, or against waking up as Active among
 * people who have moved on.
 *
 * <p>Time is in nanoseconds of one clock that never goes back and counts suspended time
 * (CLOCK_BOOTTIME). One thread at a time.
 */
public final class VirtualRouter {

  private final StateMachine machine;
  private final Deadline[] deadlines;

  public VirtualRouter(RouterConfiguration configuration, ActionSink sink, long now) {
    machine = new StateMachine(configuration, sink, now);
    deadlines =
        new Deadline[] {
          machine.start,
          machine.backup.timer.deadline,
          machine.transmitter.timer,
          machine.active.attention,
          machine.departure.limit,
          machine.candidacy.transmission.recovery,
          machine.candidacy.binding.recovery,
          machine.candidacy.sourceLoss.recovery,
          machine.candidacy.occupation.recovery,
          machine.addresses.renewal,
          machine.renewals.overdue,
          machine.addresses.announcement,
          machine.addresses.extraAnnouncement,
          machine.addresses.release,
          machine.reception.sources.expiry,
          machine.occupancy.probe
        };
  }

  /** Takes note of an event; what it makes necessary is due at {@link #deadline()}. */
  public void onEvent(Event event, long now) {
    if (finished()) {
      return;
    }
    switch (event) {
      case Event.Startup(InetAddress from) -> machine.startup(from, now);
      case Event.InterfaceDown() -> machine.interfaceDown(now);
      case Event.SourceLost() -> machine.sourceLost(now);
      case Event.SourceChanged(InetAddress to) -> machine.sourceIs(to);
      case Event.Received(Advertisement advert, InetAddress from) ->
          onAdvertisement(advert, from, now);
      case Event.Configured(RouterConfiguration to) -> machine.configure(to, now);
      case Event.StandingChanged(Standing to) -> machine.stand(to, now);
      case Event.AddressAppeared(InetAddress address) -> machine.appeared(address, now);
      case Event.AddressGone(InetAddress address) -> machine.gone(address, now);
      case Event.AddressRefused() -> machine.refused(now);
      case Event.AnnouncedElsewhere(InetAddress address, String mac) ->
          machine.announcedElsewhere(address, mac, now);
      case Event.Remembered(List<InetAddress> list) -> machine.occupancy.knows(list);
      case Event.HandOver() -> machine.handOver(now);
      case Event.Leave() -> machine.leave(now);
      case Event.Withdraw() -> machine.withdraw(now);
    }
    machine.forgetSources(now);
  }

  /** {@link Event.Received}, the event of every packet, without an object for it. */
  public void onAdvertisement(Advertisement advert, InetAddress source, long now) {
    if (!finished()) {
      machine.received(advert, source, now);
      machine.forgetSources(now);
    }
  }

  /** Does what is due; call it only when every event that has happened by {@code now} is in. */
  public void onDeadline(long now) {
    if (!finished()) {
      machine.onDeadline(now);
      machine.forgetSources(now);
    }
  }

  /** When {@link #onDeadline} is to be called next; empty while there is nothing to wait for. */
  public OptionalLong deadline() {
    Deadline earliest = earliest();
    return earliest == null ? OptionalLong.empty() : OptionalLong.of(earliest.at());
  }

  /** The same as the time until then; {@link Long#MAX_VALUE} while there is nothing to wait for. */
  public long nanosUntilDeadline(long now) {
    Deadline earliest = earliest();
    return earliest == null ? Long.MAX_VALUE : earliest.at() - now;
  }

  private @Nullable Deadline earliest() {
    return finished() ? null : Deadline.earliest(deadlines);
  }

  /** Whether this is a moment for another process to take its place. */
  public boolean settled() {
    return machine.settled();
  }

  /**
   * What another process needs to go on as this router; meaningful while it is {@link #settled}.
   */
  public RouterMemory memory() {
    return Recollection.of(machine);
  }

  /**
   * Goes on as the router of another process that has stopped. To be called once, on one that has
   * not taken part yet, after the addresses that the kernel has were told; nobody hears of a
   * transition, because there is none. What became due meanwhile is due at {@link #deadline()}.
   */
  public void recall(RouterMemory memory, long now) {
    Recollection.recall(machine, memory, now);
    machine.forgetSources(now);
  }

  public State state() {
    return machine.tenure.state();
  }

  /** When it entered {@link #state()}. */
  public long sinceNanos() {
    return machine.tenure.since();
  }

  /** Why it entered {@link #state()}. */
  public TransitionReason reason() {
    return machine.tenure.reason();
  }

  /** What it advertises or would; 0 while it leaves. */
  public int effectivePriority() {
    return machine.ending() || machine.departure.underWay()
        ? Advertisement.PRIORITY_LEAVING
        : machine.own().priority();
  }

  /** Active_Adver_Interval (RFC 9568 section 6.1). */
  public long activeIntervalNanos() {
    return machine.backup.timer.intervalNanos();
  }

  /** Whether the kernel has every address. */
  public boolean addressesBound() {
    return machine.addresses.allPresent();
  }

  /** Whether it has advertised priority 0 and holds on for its successor. */
  public boolean leaving() {
    return machine.departure.underWay()
        || (machine.ending() && state() == State.INITIALIZE && !finished());
  }

  /** Whether it has left or was withdrawn; it stays so. */
  public boolean finished() {
    return machine.finished();
  }

  /**
   * Whether this node can't do its duty for this router, or could not until lately: there is no
   * address to send from, adverts are not sent, addresses are refused or in use elsewhere. It
   * stands in reserve meanwhile.
   */
  public boolean faulty() {
    return machine.candidacy.faulty();
  }

  /** Whether it is Backup and hears an Active of higher priority than its own. */
  public boolean backsHigher() {
    return state() == State.BACKUP
        && machine.reception.sources.highestPriority() > machine.own().priority();
  }

  /** How it last became Active; null if it never did. */
  public @Nullable Promotion lastPromotion() {
    return machine.tenure.promotion();
  }

  /** Who else has addresses of this router, as far as it shows. */
  public List<Conflict> conflicts() {
    return machine.occupancy.conflicts();
  }

  public Counters counters() {
    return machine.counters;
  }

  /** Source of the Active: its own while it is that, else the one heard last; null if none. */
  public @Nullable InetAddress activeRouter() {
    return state() == State.ACTIVE ? machine.source() : machine.reception.sources.latest();
  }

  /** Differs once others are among {@link #activeSources} than before, itself aside. */
  public int activeSourcesChanges() {
    return machine.reception.sources.changes();
  }

  /** Every Active heard lately, its own included. */
  public List<ActiveSource> activeSources() {
    List<ActiveSource> list = new ArrayList<>();
    InetAddress source = machine.source();
    if (state() == State.ACTIVE && source != null) {
      list.add(new ActiveSource(source, sinceNanos()));
    }
    list.addAll(machine.reception.sources.list());
    return list;
  }
}
