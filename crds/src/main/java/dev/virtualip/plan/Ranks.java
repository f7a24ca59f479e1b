package dev.virtualip.plan;

/**
 * Priorities of nodes for which the user wrote none: sixteen ranks, from 200 down to 50.
 *
 * <p>They are 10 apart, because one step of skew time (RFC 9568 section 6.1) must exceed the jitter
 * of an agent, or two Backups would take over at once.
 */
public final class Ranks {

  /** How many ranks there are, and so how many ranked nodes take part. */
  public static final int COUNT = 16;

  private static final int HIGHEST = 200;
  private static final int STEP = 10;

  private Ranks() {}

  /**
   * The priority of a rank.
   *
   * @param rank 0..15, 0 being the first
   * @throws IndexOutOfBoundsException for any other rank
   */
  public static int priority(int rank) {
    if (rank < 0 || rank >= COUNT) {
      throw new IndexOutOfBoundsException(rank);
    }
    return HIGHEST - rank * STEP;
  }

  /**
   * The priority of a node that knows of no others, so that one manifest on several machines
   * staggers by itself. Two machines in the same rank elect by their addresses (RFC 9568 section
   * 6.4.3).
   */
  public static int priorityAlone(String virtualIP, String node) {
    return priority((int) Long.remainderUnsigned(Rendezvous.weight(virtualIP, node), COUNT));
  }
}
