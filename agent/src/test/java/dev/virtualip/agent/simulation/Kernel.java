package dev.virtualip.agent.simulation;

import java.util.Arrays;

/**
 * The addresses in one node's kernel. A lifetime ends never early and up to 1.25 s late, mostly
 * within half a second; a renewal of what has run out brings it back.
 */
final class Kernel {

  private static final int SLOTS = 2;
  private static final long NEVER = Long.MAX_VALUE;

  private final World world;
  private final Node node;
  private final boolean[] present = new boolean[SLOTS];
  private final long[] expiry = new long[SLOTS];

  /** When the queue will ask about the slot; what is later needs no event of its own yet. */
  private final long[] asked = new long[SLOTS];

  Kernel(World world, Node node) {
    this.world = world;
    this.node = node;
    Arrays.fill(asked, NEVER);
  }

  boolean has(int slot) {
    return present[slot];
  }

  /** RTM_NEWADDR with REPLACE. */
  void put(int slot, int seconds) {
    long life = seconds * Bounds.SECOND + tail();
    expiry[slot] = world.now() + node.clock().after(life);
    if (expiry[slot] < asked[slot]) {
      asked[slot] = expiry[slot];
      world.at(expiry[slot], Happening.EXPIRY, node.index(), slot);
    }
    if (!present[slot]) {
      present[slot] = true;
      node.addressChanged(slot, false);
    } else {
      node.addressRenewed(slot);
    }
  }

  private long tail() {
    Dice dice = world.dice();
    return dice.chance(900)
        ? dice.between(0, Bounds.KERNEL_TAIL / 2)
        : dice.between(0, Bounds.KERNEL_TAIL);
  }

  /**
   * RTM_DELADDR.
   *
   * @param ordered whether the node itself wants it so
   */
  void remove(int slot, boolean ordered) {
    if (present[slot]) {
      present[slot] = false;
      node.addressChanged(slot, ordered);
    }
  }

  /** The queue asks whether the lifetime is over. */
  void expire(int slot) {
    if (asked[slot] != world.now()) {
      return;
    }
    asked[slot] = NEVER;
    if (!present[slot]) {
      return;
    }
    if (expiry[slot] <= world.now()) {
      remove(slot, false);
    } else {
      asked[slot] = expiry[slot];
      world.at(expiry[slot], Happening.EXPIRY, node.index(), slot);
    }
  }
}
