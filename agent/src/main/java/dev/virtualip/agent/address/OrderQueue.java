package dev.virtualip.agent.address;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Orders in the sequence in which they came, and repeated announcements for when there are none.
 * Not thread-safe.
 *
 * <p>While the kernel blocks the thread the queue grows by no more than the routers that there are:
 * a newer renewal takes the place of an older one.
 */
final class OrderQueue {

  /** Between repeats: a thousand at once may overrun a switch's control plane. */
  static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Deque<Order> orders = new ArrayDeque<>();
  private final Set<Order.Repeat> repeats = new LinkedHashSet<>();
  private Optional<Long> lastRepeatNanos = Optional.empty();

  void add(Order order) {
    switch (order) {
      case Order.Repeat repeat -> repeats.add(repeat);
      case Order.Renew renew -> {
        orders.removeIf(
            earlier ->
                earlier instanceof Order.Renew(var holder, var addresses, _, _)
                    && holder.isSameRouter(renew.holder())
                    && renew.addresses().containsAll(addresses));
        orders.add(renew);
      }
      case Order.Release release -> {
        int waiting = orders.size();
        for (int i = 0; i < waiting; i++) {
          release.voids(orders.remove()).ifPresent(orders::add);
        }
        repeats.removeIf(repeat -> release.voids(repeat).isEmpty());
        orders.add(release);
      }
      case Order.Bind _, Order.Announce _, Order.Probe _, Order.Run _ -> orders.add(order);
    }
  }

  /** The next order that is due; a repeat only when nothing else waits. */
  Optional<Order> poll(long nowNanos) {
    Order order = orders.poll();
    if (order != null) {
      return Optional.of(order);
    }
    if (repeats.isEmpty() || nanosUntilDue(nowNanos) > 0) {
      return Optional.empty();
    }
    lastRepeatNanos = Optional.of(nowNanos);
    Order.Repeat repeat = repeats.iterator().next();
    repeats.remove(repeat);
    return Optional.of(repeat);
  }

  boolean isEmpty() {
    return orders.isEmpty() && repeats.isEmpty();
  }

  /** Nanoseconds until {@link #poll} gives something, 0 if it does now; not for an empty queue. */
  long nanosUntilDue(long nowNanos) {
    return orders.isEmpty()
        ? lastRepeatNanos.map(last -> Math.max(0, last + PACE_NANOS - nowNanos)).orElse(0L)
        : 0;
  }
}
