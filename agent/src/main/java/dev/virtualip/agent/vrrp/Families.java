package dev.virtualip.agent.vrrp;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The IPv4 and the IPv6 router of one VirtualIP on this node. They are separate elections; what
 * binds them is that a fault of one holds back both, and that one which stays apart for no reason
 * that this node knows of is offered to who holds the other.
 */
public final class Families {

  private static final long APART_NANOS = Intervals.nanos(10_000);
  private static final long ONCE_NANOS = Intervals.nanos(60_000);

  private final VirtualRouter one;
  private final VirtualRouter other;

  /** When being apart has lasted. */
  private final Deadline limit = new Deadline();

  private boolean offered;
  private long offeredAt;

  public Families(VirtualRouter one, VirtualRouter other) {
    this.one = one;
    this.other = other;
  }

  /** Whether {@code router} stands in reserve because this node is at fault in the other family. */
  public boolean holdsBack(VirtualRouter router) {
    return other(router).faulty();
  }

  /**
   * Looks at both, after every event and at {@link #deadline()}.
   *
   * @return who is to hand its family over
   */
  public Optional<VirtualRouter> review(long now) {
    VirtualRouter alone = isApart(one, other) ? one : other;
    if (!isApart(alone, other(alone)) || one.faulty() || other.faulty()) {
      limit.cancel();
      return Optional.empty();
    }
    if (!limit.armed()) {
      limit.arm(now + APART_NANOS);
      if (offered && offeredAt + ONCE_NANOS - limit.at() > 0) {
        limit.arm(offeredAt + ONCE_NANOS);
      }
    }
    if (!limit.fire(now)) {
      return Optional.empty();
    }
    offered = true;
    offeredAt = now;
    return Optional.of(alone);
  }

  /** When {@link #review} is due next; empty while there is nothing to wait for. */
  public OptionalLong deadline() {
    return limit.armed() ? OptionalLong.of(limit.at()) : OptionalLong.empty();
  }

  private VirtualRouter other(VirtualRouter router) {
    return router == one ? other : one;
  }

  private static boolean isApart(VirtualRouter active, VirtualRouter backup) {
    return active.state() == State.ACTIVE && backup.backsHigher();
  }
}
