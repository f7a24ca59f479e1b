package dev.virtualip.agent.simulation;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lets things go wrong one after the other, and mends them. */
final class Faults {

  private static final long NEVER = Long.MAX_VALUE;

  /** The Active is whom it matters most to. */
  private static final int HITS_ACTIVE_PERMILLE = 650;

  private final World world;
  private final Settings settings;
  private final LinkFaults link;
  private final NodeFaults nodes;
  private final boolean[] busy;
  private int remaining;
  private int ongoing;
  private long longestInterval;
  private long overAt = NEVER;

  Faults(World world, Settings settings) {
    this.world = world;
    this.settings = settings;
    int count = settings.routers().size();
    this.link = new LinkFaults(world, count);
    this.nodes = new NodeFaults(world, count);
    this.busy = new boolean[count];
    this.remaining = settings.faults();
    this.longestInterval = settings.longestInterval();
  }

  void begin() {
    later(settings.crowded() ? dice().between(0, 5 * longestInterval) : settle());
  }

  /** When everything has settled after the last fault. */
  long overAt() {
    return overAt;
  }

  /** What the routers need to settle: every Bound is over by then. */
  private long settle() {
    return Bounds.preemption(settings.version(), 1, longestInterval, settings.preemptDelay())
        + dice().between(0, 2 * longestInterval);
  }

  private Dice dice() {
    return world.dice();
  }

  private void later(long nanos) {
    world.at(world.now() + nanos, Happening.FAULT, 0, 0);
  }

  /** Something goes wrong now. */
  void strike() {
    world.oracle().check();
    Fault fault = Fault.any(dice());
    if (fault.isOfLink()) {
      long nanos = link.strike(fault, longestInterval);
      if (nanos >= 0) {
        struck(fault);
        lasts(fault, 0, nanos);
      }
    } else {
      Node node = target(fault);
      if (node != null) {
        write(node, fault.toString());
        struck(fault);
        strike(fault, node);
      }
    }
    if (remaining > 0 && (settings.crowded() || ongoing == 0)) {
      later(settings.crowded() ? dice().between(0, 2 * longestInterval) : settle());
    }
    settleIfOver();
  }

  private void struck(Fault fault) {
    world.tally().fault(fault);
    remaining--;
  }

  private void strike(Fault fault, Node node) {
    long nanos = nodes.strike(fault, node);
    if (nanos > 0) {
      busy[node.index()] = true;
      lasts(fault, node.index(), nanos);
    }
    int interval = node.configuration().advertisementIntervalMilliseconds();
    longestInterval = Math.max(longestInterval, interval * Bounds.MILLISECOND);
  }

  private void lasts(Fault fault, int node, long nanos) {
    ongoing++;
    world.at(world.now() + nanos, Happening.REPAIR, node, fault.number());
  }

  /** It is mended, or takes its next step. */
  void repair(Fault fault, Node node) {
    write(node, fault + " ends");
    ongoing--;
    if (fault.isOfLink()) {
      link.repair();
    } else {
      long goesOn = nodes.repair(fault, node);
      if (goesOn > 0) {
        lasts(Fault.KILL, node.index(), goesOn);
        return;
      }
      busy[node.index()] = false;
    }
    if (remaining > 0 && !settings.crowded()) {
      later(settle());
    }
    settleIfOver();
  }

  private void settleIfOver() {
    if (remaining == 0 && ongoing == 0) {
      overAt = world.now() + settle();
    }
  }

  private @Nullable Node target(Fault fault) {
    Predicate<Node> free = node -> !busy[node.index()] && node.running() && node.linked();
    if (fault == Fault.DELETE) {
      return any(free.and(Node::holds));
    }
    if (fault == Fault.REPLACE) {
      return any(free.and(Node::settled));
    }
    if (fault == Fault.HAND_OVER) {
      return any(free.and(Node::active));
    }
    Node active = dice().chance(HITS_ACTIVE_PERMILLE) ? any(free.and(Node::active)) : null;
    return active != null ? active : any(free);
  }

  private @Nullable Node any(Predicate<Node> wanted) {
    int first = dice().below(busy.length);
    for (int i = 0; i < busy.length; i++) {
      Node node = world.node((first + i) % busy.length);
      if (wanted.test(node)) {
        return node;
      }
    }
    return null;
  }

  private void write(Node node, String what) {
    if (world.journal().on()) {
      world.journal().write(world.now(), node.toString(), "** " + what);
    }
  }
}
