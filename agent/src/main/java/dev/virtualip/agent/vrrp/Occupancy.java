package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether somebody who is no router of this group has its addresses. A router that begins asks
 * before it takes part in anything, and whoever has answered, or claims an address while this
 * router is Active, is asked again until he answers no more.
 *
 * <p>An answer delays a promotion for an address that this node never held nor heard advertised,
 * while nobody advertises; silence never does.
 */
final class Occupancy {

  private static final long GAP_NANOS = Intervals.nanos(1000);

  /** Between two questions to somebody who is known to stay. */
  private static final long CONFLICT_GAP_NANOS = Intervals.nanos(5000);

  /** Answers for this long are no leftovers of a router that is about to go. */
  private static final long CONFLICT_NANOS = Intervals.nanos(10_000);

  /** Somebody who leaves as many questions in a row unanswered has the address no more. */
  private static final int UNANSWERED = 2;

  /** The Active before us, and whoever answers for it, may say for a moment what was true. */
  private static final long TURMOIL_NANOS = Intervals.nanos(1000);

  private static final class Claim {
    private final long first;
    private String mac;
    private int unanswered;
    private boolean conflict;

    Claim(String mac, long first) {
      this.mac = mac;
      this.first = first;
    }
  }

  final Deadline probe = new Deadline();

  private final ActionSink sink;
  private final Set<InetAddress> known = new HashSet<>();
  private final Map<InetAddress, Claim> claims = new LinkedHashMap<>();
  private boolean advertHeard;

  Occupancy(ActionSink sink) {
    this.sink = sink;
  }

  /** This node held the addresses before, or heard them advertised. */
  void knows(List<InetAddress> addresses) {
    known.addAll(addresses);
  }

  /** The router takes part from now on, and may be alone. */
  void begin(long now) {
    if (!advertHeard) {
      probe.arm(now);
    }
  }

  /** Another router of the group is there: whoever has the addresses, has them from it. */
  void advertised() {
    advertHeard = true;
    end();
  }

  /** Somebody else says that he has an address, while this router waits. */
  void claimedBefore(InetAddress address, String mac, long now) {
    if (probe.armed()) {
      Claim claim = note(address, mac, now);
      claim.conflict |= now - claim.first >= CONFLICT_NANOS;
    }
  }

  /**
   * The same while it is Active.
   *
   * @param since when it became that
   */
  void claimedWhileHeld(InetAddress address, String mac, long since, long now) {
    if (now - since >= TURMOIL_NANOS) {
      note(address, mac, now).conflict = true;
      if (!probe.armed()) {
        probe.arm(now + CONFLICT_GAP_NANOS);
      }
    }
  }

  private Claim note(InetAddress address, String mac, long now) {
    Claim claim = claims.computeIfAbsent(address, _ -> new Claim(mac, now));
    claim.mac = mac;
    claim.unanswered = 0;
    return claim;
  }

  /** The router is Active: it holds the addresses, whoever else does. */
  void promoted(RouterConfiguration own) {
    knows(own.addresses());
    claims.values().forEach(claim -> claim.conflict = true);
    if (claims.isEmpty()) {
      probe.cancel();
    }
  }

  /** It is neither about to hold the addresses nor does it. */
  void end() {
    probe.cancel();
    claims.clear();
  }

  /** Whether an address is in use that this node has no reason to think its own. */
  boolean holdsBack() {
    // Each turn of a Backup comes by here.
    return !claims.isEmpty() && !known.containsAll(claims.keySet());
  }

  /** Whether it is clear by now that this does not pass by itself. */
  boolean holdsBackForLong() {
    return holdsBack() && claims.values().stream().anyMatch(claim -> claim.conflict);
  }

  List<Conflict> conflicts() {
    List<Conflict> list = new ArrayList<>();
    claims.forEach(
        (address, claim) -> {
          if (claim.conflict) {
            list.add(new Conflict(address, claim.mac));
          }
        });
    return list;
  }

  /** Asks, if it is time; who has not answered is forgotten. */
  void onDeadline(State state, RouterConfiguration own, long now) {
    if (!probe.fire(now)) {
      return;
    }
    claims.keySet().retainAll(own.addresses());
    claims.values().removeIf(claim -> claim.unanswered++ >= UNANSWERED);
    boolean active = state == State.ACTIVE;
    if (active && claims.isEmpty()) {
      return;
    }
    sink.perform(new Action.Probe(active ? List.copyOf(claims.keySet()) : own.addresses()));
    // The last question before the end needs no more time than an answer.
    boolean patient =
        !claims.isEmpty()
            && claims.values().stream()
                .allMatch(claim -> claim.conflict && claim.unanswered < UNANSWERED);
    probe.arm(now + (patient ? CONFLICT_GAP_NANOS : GAP_NANOS));
  }

  RouterMemory.Occupied memory() {
    return new RouterMemory.Occupied(
        advertHeard,
        List.copyOf(known),
        claims.entrySet().stream()
            .map(
                entry ->
                    new RouterMemory.Claimed(
                        entry.getKey(),
                        entry.getValue().mac,
                        entry.getValue().first,
                        entry.getValue().unanswered,
                        entry.getValue().conflict))
            .toList(),
        probe.memory());
  }

  void recall(RouterMemory.Occupied memory) {
    advertHeard = memory.advertHeard();
    known.addAll(memory.known());
    claims.clear();
    for (RouterMemory.Claimed claimed : memory.claims()) {
      Claim claim = new Claim(claimed.mac(), claimed.first());
      claim.unanswered = claimed.unanswered();
      claim.conflict = claimed.conflict();
      claims.put(claimed.address(), claim);
    }
    probe.recall(memory.probeAt());
  }
}
