package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The addresses of one virtual router: when they are bound, renewed, announced and released. */
final class HeldAddresses {

  /**
   * A renewal that waited longer than this is void: the address thread may have been stuck behind
   * the kernel's lock while the state changed.
   */
  private static final long RENEWAL_VALID_NANOS = Intervals.nanos(100);

  /** Distances of the announcements after the first: at 100 ms, 1 s, 2 s, 5 s, then each minute. */
  private static final long[] ANNOUNCEMENT_GAPS_NANOS = {
    Intervals.nanos(100),
    Intervals.nanos(900),
    Intervals.nanos(1000),
    Intervals.nanos(3000),
    Intervals.nanos(60_000)
  };

  /** An address that is contested is announced again, but not more often than this. */
  private static final long CONTESTED_GAP_NANOS = Intervals.nanos(1000);

  /** Somebody who removes addresses more often than this within the window means it. */
  private static final int REPAIRS_ENDURED = 5;

  private static final long REPAIRS_WINDOW_NANOS = Intervals.nanos(60_000);

  private final ActionSink sink;
  private final Set<InetAddress> present = new HashSet<>();
  private final Set<InetAddress> missing = new LinkedHashSet<>();
  final Deadline renewal = new Deadline();
  final Deadline announcement = new Deadline();

  /** An announcement besides those that follow a promotion; their times stay as they are. */
  final Deadline extraAnnouncement = new Deadline();

  final Deadline release = new Deadline();

  private List<InetAddress> addresses;
  private long intervalNanos;
  private AddressLifetime lifetime;
  private boolean held;
  private boolean silent;
  private long lastRenewal;
  private int announcements;
  private long lastAnnouncement;
  private int repairs;
  private long firstRepair;

  HeldAddresses(RouterConfiguration configuration, ActionSink sink) {
    this.sink = sink;
    this.addresses = configuration.addresses();
    this.intervalNanos = configuration.intervalNanos();
    this.lifetime = lifetime(configuration);
  }

  private static AddressLifetime lifetime(RouterConfiguration configuration) {
    return AddressLifetime.of(
        configuration.ipv6(), configuration.advertisementIntervalMilliseconds());
  }

  boolean held() {
    return held;
  }

  boolean allPresent() {
    return present.containsAll(addresses);
  }

  boolean anyMissing() {
    return !missing.isEmpty();
  }

  /** Binds, unless it still has them, and announces: this router has just become Active. */
  void take(long now) {
    boolean kept = held && allPresent();
    held = true;
    silent = false;
    repairs = 0;
    missing.clear();
    release.cancel();
    if (kept) {
      renew(now);
    } else {
      bind(addresses);
    }
    lastRenewal = now;
    armMidInterval(now);
    announcements = 0;
    announce(now);
  }

  /** An advertisement went out: the tick by which addresses are renewed. */
  void advertised(long now) {
    // One that is due by itself, after a change of the interval, must not be put off.
    if (now - lastRenewal >= lifetime.gapNanos() || renewal.due(now)) {
      renew(now);
    }
    armMidInterval(now);
  }

  /** Keeps the addresses without advertising. */
  void holdSilently(long now) {
    silent = true;
    announceNoMore();
    renew(now);
    renewal.arm(now + lifetime.silentNanos());
  }

  /** Keeps the addresses for the moment that a winner needs to bind them, and no more. */
  void linger(long until) {
    announceNoMore();
    renewal.cancel();
    release.arm(until);
  }

  void releaseNow() {
    if (held) {
      sink.perform(new Action.Release(addresses));
    }
    held = false;
    missing.clear();
    renewal.cancel();
    announceNoMore();
    release.cancel();
  }

  void onDeadline(long now) {
    if (release.fire(now)) {
      releaseNow();
    }
    if (renewal.fire(now)) {
      renew(now);
      if (silent) {
        renewal.arm(now + lifetime.silentNanos());
      }
    }
    if (announcement.fire(now)) {
      announce(now);
    } else if (extraAnnouncement.fire(now)) {
      tell(addresses, now);
    }
  }

  /** Somebody else claims the addresses: whoever listens is told again where they are. */
  void announceAgain(long now) {
    long earliest = lastAnnouncement + CONTESTED_GAP_NANOS;
    extraAnnouncement.armNoLaterThan(earliest - now > 0 ? earliest : now);
  }

  /**
   * Binds again what vanished.
   *
   * @return false if somebody removes addresses as often as we bind them; nothing is bound then
   */
  boolean restoreMissing(long now) {
    if (repairs == 0 || now - firstRepair > REPAIRS_WINDOW_NANOS) {
      repairs = 0;
      firstRepair = now;
    }
    if (++repairs > REPAIRS_ENDURED) {
      return false;
    }
    bind(List.copyOf(missing));
    missing.clear();
    tell(addresses, now);
    return true;
  }

  void change(RouterConfiguration configuration, long now) {
    List<InetAddress> removed = new ArrayList<>(addresses);
    removed.removeAll(configuration.addresses());
    List<InetAddress> added = new ArrayList<>(configuration.addresses());
    added.removeAll(addresses);
    AddressLifetime before = lifetime;
    addresses = configuration.addresses();
    intervalNanos = configuration.intervalNanos();
    lifetime = lifetime(configuration);
    missing.retainAll(addresses);
    // What the kernel does with the others is not told any more.
    present.retainAll(addresses);
    if (!held) {
      return;
    }
    if (!removed.isEmpty()) {
      sink.perform(new Action.Release(List.copyOf(removed)));
    }
    if (silent || release.armed()) {
      // On the way out: nobody is told of addresses that are about to move.
      return;
    }
    if (!lifetime.equals(before)) {
      // The next renewal may come later than the old lifetime ends.
      renewal.arm(now);
    }
    if (!added.isEmpty()) {
      bind(List.copyOf(added));
      tell(List.copyOf(added), now);
      announcements = 0;
      scheduleAnnouncement(now);
    }
  }

  /** Nothing more is told of the kernel's addresses until the interface is back. */
  void lostSight() {
    present.clear();
  }

  void appeared(InetAddress address) {
    present.add(address);
    missing.remove(address);
  }

  /** Returns whether an address vanished that this router holds. */
  boolean gone(InetAddress address) {
    present.remove(address);
    return held && addresses.contains(address) && missing.add(address);
  }

  RouterMemory.Holding memory() {
    return new RouterMemory.Holding(
        held,
        lastRenewal,
        renewal.memory(),
        announcement.memory(),
        extraAnnouncement.memory(),
        announcements,
        lastAnnouncement,
        repairs,
        firstRepair);
  }

  /**
   * Goes on holding what another process held. What the kernel has of it must have been told
   * before: that is renewed, and never bound anew.
   *
   * @return whether some of it vanished meanwhile
   */
  boolean recall(RouterMemory.Holding memory, long now) {
    held = memory.held();
    lastRenewal = memory.lastRenewal();
    renewal.recall(memory.renewalAt());
    announcement.recall(memory.announcementAt());
    extraAnnouncement.recall(memory.extraAnnouncementAt());
    announcements = memory.announcements();
    lastAnnouncement = memory.lastAnnouncement();
    repairs = memory.repairs();
    firstRepair = memory.firstRepair();
    if (!held) {
      return false;
    }
    addresses.stream().filter(address -> !present.contains(address)).forEach(missing::add);
    if (missing.isEmpty()) {
      renew(now);
    }
    return !missing.isEmpty();
  }

  private void bind(List<InetAddress> some) {
    sink.perform(new Action.Bind(some, lifetime.seconds()));
  }

  private void renew(long now) {
    lastRenewal = now;
    sink.perform(new Action.Renew(addresses, lifetime.seconds(), now + RENEWAL_VALID_NANOS));
  }

  private void armMidInterval(long now) {
    if (lifetime.midInterval()) {
      renewal.arm(now + intervalNanos / 2);
    }
  }

  private void announce(long now) {
    tell(addresses, now);
    scheduleAnnouncement(now);
  }

  /** Whoever had asked for it in between has it with this. */
  private void tell(List<InetAddress> some, long now) {
    sink.perform(new Action.Announce(some));
    lastAnnouncement = now;
    extraAnnouncement.cancel();
  }

  private void announceNoMore() {
    announcement.cancel();
    extraAnnouncement.cancel();
  }

  private void scheduleAnnouncement(long now) {
    int gap = Math.min(announcements, ANNOUNCEMENT_GAPS_NANOS.length - 1);
    announcement.arm(now + ANNOUNCEMENT_GAPS_NANOS[gap]);
    announcements++;
  }
}
