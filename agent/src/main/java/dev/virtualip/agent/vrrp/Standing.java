package dev.virtualip.agent.vrrp;

/**
 * How far a virtual router stands back from what its priority would make it.
 *
 * @param penalty what failing checks subtract from the priority, at least 0; 1 always remains
 * @param reserve whether it is to hold the addresses only while nobody better is there
 */
public record Standing(int penalty, boolean reserve) {

  /** Nothing speaks against it. */
  public static final Standing GOOD = new Standing(0, false);

  /** Priorities of routers in reserve: 1..16. */
  static final int RESERVE_BAND = 16;

  public Standing {
    if (penalty < 0) {
      throw new IllegalArgumentException("penalty " + penalty + " must not be negative");
    }
  }

  /** Both together. */
  public Standing with(Standing other) {
    return new Standing(penalty + other.penalty, reserve || other.reserve);
  }

  /** The same, and in reserve. */
  public Standing inReserve() {
    return new Standing(penalty, true);
  }

  /**
   * What is advertised.
   *
   * @param priority as configured, 1..255
   * @return 1..255, in reserve 1..16
   */
  public int effectivePriority(int priority) {
    return effectivePriority(priority, reserve);
  }

  /** The same, as if {@link #reserve} were as given. */
  int effectivePriority(int priority, boolean inReserve) {
    int penalized = Math.max(1, priority - penalty);
    return inReserve ? Math.min(penalized, 1 + priority / RESERVE_BAND) : penalized;
  }
}
