package dev.virtualip.agent.simulation;

import dev.virtualip.agent.vrrp.Action;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The address thread of one process: carries out orders in sequence, each in up to a millisecond,
 * or as long as somebody else has the kernel's lock. It stands still while the process is frozen.
 */
final class AddressOrders {

  private static final long SLOWEST_NANOS = Bounds.MILLISECOND;

  private final World world;
  private final Node node;
  private final Deque<Action> waiting = new ArrayDeque<>();
  private @Nullable Action current;
  private int incarnation;
  private boolean stalled;
  private long lockedUntil;
  private boolean refused;

  AddressOrders(World world, Node node) {
    this.world = world;
    this.node = node;
  }

  /** The kernel's lock is taken until then. */
  void lock(long until) {
    lockedUntil = until;
  }

  /** Whether the kernel refuses to bind. */
  void refuse(boolean refuses) {
    refused = refuses;
  }

  boolean locked() {
    return world.now() < lockedUntil;
  }

  void add(Action order) {
    if (order instanceof Action.Renew(List<InetAddress> addresses, int _, long _)) {
      waiting.removeIf(
          earlier ->
              earlier instanceof Action.Renew(List<InetAddress> list, int _, long _)
                  && addresses.containsAll(list));
    } else if (order instanceof Action.Release(List<InetAddress> addresses)) {
      waiting.removeIf(
          earlier -> !(earlier instanceof Action.Release) && addresses.containsAll(list(earlier)));
    }
    waiting.add(order);
    if (current == null) {
      next();
    }
  }

  /** The process is gone, and what it had ordered with it. */
  void die() {
    waiting.clear();
    current = null;
    stalled = false;
    incarnation++;
  }

  void thaw() {
    if (stalled) {
      stalled = false;
      finish();
    }
  }

  /** The current order is through, unless the process that gave it is gone or stands still. */
  void done(int ofIncarnation) {
    if (ofIncarnation != incarnation) {
      return;
    }
    if (node.frozen()) {
      stalled = true;
    } else {
      finish();
    }
  }

  private void finish() {
    Action order = current;
    if (order instanceof Action.Announce) {
      announce();
    } else if (order instanceof Action.Probe) {
      world.link().probe(node);
    } else if (order instanceof Action.Bind && refused) {
      node.refused();
    } else if (order != null) {
      for (InetAddress address : list(order)) {
        carryOut(order, Settings.slot(address));
      }
    }
    next();
  }

  /** As the agent does: only what the kernel has by then is announced. */
  private void announce() {
    if (node.holds()) {
      world.link().announce(node);
    }
  }

  private void carryOut(Action order, int slot) {
    switch (order) {
      case Action.Bind bind -> node.kernel().put(slot, bind.lifetimeSeconds());
      case Action.Renew renew -> node.kernel().put(slot, renew.lifetimeSeconds());
      case Action.Release _ -> node.kernel().remove(slot, true);
      case Action.Announce _, Action.Probe _, Action.Enter _, Action.Notice _ -> {}
    }
  }

  private void next() {
    do {
      current = waiting.poll();
    } while (current instanceof Action.Renew renew && isVoid(renew));
    if (current != null) {
      long begin = Math.max(world.now(), lockedUntil);
      world.at(
          begin + world.dice().between(10_000, SLOWEST_NANOS),
          Happening.ORDER_DONE,
          node.index(),
          incarnation);
    }
  }

  /** Judged before the kernel is called, which may then wait for its lock. */
  private boolean isVoid(Action.Renew renew) {
    return node.clock().read(world.now()) - renew.deadlineNanos() > 0;
  }

  private static List<InetAddress> list(Action order) {
    return switch (order) {
      case Action.Bind bind -> bind.addresses();
      case Action.Renew renew -> renew.addresses();
      case Action.Release release -> release.addresses();
      case Action.Announce announce -> announce.addresses();
      case Action.Probe probe -> probe.addresses();
      case Action.Enter _, Action.Notice _ -> List.of();
    };
  }
}
