package dev.virtualip.agent.simulation;

import dev.virtualip.agent.simulation.Violation.Invariant;
import dev.virtualip.agent.vrrp.Action;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.agent.vrrp.TransitionReason;
import java.util.Arrays;
import java.util.Locale;

/**
 * When each node must have let go of the address, and until when it must hold on: make before
 * break, and the dead man's switch.
 */
final class Holding {

  private static final long NEVER = Long.MAX_VALUE;

  private final Oracle oracle;
  private final long[] latest;
  private final long[] earliest;
  private final String[] reason;

  /** Until when the kernel's lock is taken from each. */
  private final long[] lockedUntil;

  Holding(Oracle oracle, int nodes) {
    this.oracle = oracle;
    this.latest = new long[nodes];
    this.earliest = new long[nodes];
    this.reason = new String[nodes];
    this.lockedUntil = new long[nodes];
    Arrays.fill(latest, NEVER);
  }

  void entered(Track track, Action.Enter entered) {
    int index = track.node.index();
    if (entered.to() == State.ACTIVE) {
      free(index);
    } else if (entered.from() == State.ACTIVE) {
      switch (entered.reason()) {
        case HIGHER_PRIORITY -> hold(index, Bounds.LINGER, "it lost");
        case LEAVE, HAND_OVER, RESERVE ->
            hold(index, Bounds.planned(track.ownInterval()), "it left");
        default -> {
          boolean lingers = entered.reason() == TransitionReason.TRANSMIT_FAILED;
          earliest[index] = 0;
          latest[index] = oracle.now() + (lingers ? Bounds.RESUMED : Overlaps.REACTION);
          reason[index] = entered.reason().toString();
        }
      }
    }
  }

  private void free(int index) {
    latest[index] = NEVER;
    earliest[index] = 0;
  }

  private void hold(int index, long nanos, String why) {
    latest[index] = oracle.now() + Bounds.slowest(nanos) + Overlaps.REACTION;
    earliest[index] = oracle.now() + nanos;
    reason[index] = why;
  }

  /** A leaver hears its successor. */
  void succeeded(Track track) {
    int index = track.node.index();
    long most = oracle.now() + Bounds.slowest(Bounds.LINGER) + Overlaps.REACTION;
    // Who ends lets go at its limit in any case; who stays is called off by the successor alone.
    if (most < latest[index] || track.node.state() == State.BACKUP) {
      latest[index] = most;
      reason[index] = "its successor was heard";
    }
    earliest[index] = Math.min(earliest[index], oracle.now() + Bounds.LINGER);
  }

  /** Nobody is there any more to hold or let go: the kernel will. */
  void failed(Track track) {
    int index = track.node.index();
    boolean ipv6 = track.node.configuration().ipv6();
    long expired = Bounds.expired(track.ownInterval(), ipv6);
    // A leaver and a loser don't advertise, but what they renewed before or meanwhile runs out.
    boolean advertises = track.active() && latest[index] == NEVER;
    // A renewal that was in the kernel when somebody else had its lock was carried out after that.
    long renewed = Math.max(track.heldSince, Math.min(oracle.now(), lockedUntil[index]));
    latest[index] =
        advertises
            ? Math.max(track.lastAdvert, renewed) + expired + track.overhang()
            : oracle.now() + expired;
    earliest[index] = 0;
    reason[index] = "it failed";
  }

  void resumed(Track track) {
    int index = track.node.index();
    if (track.active()) {
      latest[index] = NEVER;
    } else {
      latest[index] = Math.max(latest[index], oracle.now() + Bounds.RESUMED);
    }
  }

  /** From here on this node is excused, as far as letting go too early goes. */
  void excuse(Track track) {
    earliest[track.node.index()] = 0;
  }

  /** The kernel's lock was taken from it until then. */
  void delayed(Track track, long until) {
    lockedUntil[track.node.index()] = until;
  }

  /**
   * It holds no more.
   *
   * @param ordered whether because it wanted so
   */
  void lets(Track track, boolean ordered) {
    still(track);
    int index = track.node.index();
    boolean free = oracle.now() <= lockedUntil[index] + Bounds.RESUMED;
    if (ordered && oracle.now() < earliest[index] && !free) {
      throw new Violation(
          Invariant.LETS_GO_TOO_EARLY,
          String.format(
              Locale.ROOT,
              "%s lets go %.3f ms too early; it held because %s",
              track.node,
              (earliest[index] - oracle.now()) / 1e6,
              reason[index]));
    }
    free(index);
  }

  /** It holds now. */
  void still(Track track) {
    int index = track.node.index();
    // Who awaits a successor and then can't send stays, as long as nobody else is heard.
    if (track.node.mute() && track.node.leaving() && track.node.state() == State.BACKUP) {
      return;
    }
    if (oracle.now() > Math.max(latest[index], lockedUntil[index] + Bounds.RESUMED)) {
      throw new Violation(
          Invariant.HOLDS_TOO_LONG,
          String.format(
              Locale.ROOT,
              "%s holds %.3f ms too long after %s",
              track.node,
              (oracle.now() - latest[index]) / 1e6,
              reason[index]));
    }
  }
}
