package dev.virtualip.agent.conformance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/**
 * Virtual time and one link. The clock jumps from one thing that happens to the next; whatever
 * happens at one moment has happened before a router's deadlines of that moment are served, as the
 * protocol thread reads its sockets empty first.
 */
final class World {

  /** Two seconds before a signed 64-bit clock wraps around, so that most runs cross that. */
  private static final long BEGIN = Long.MAX_VALUE - 2_000_000_000L;

  /** What a packet needs from router to router. */
  private static final long DELAY_NANOS = 100_000;

  private record Happening(long at, long sequence, Runnable what) {}

  private final PriorityQueue<Happening> happenings =
      new PriorityQueue<>(
          Comparator.<Happening>comparingLong(happening -> happening.at() - BEGIN)
              .thenComparingLong(Happening::sequence));

  private final List<Dut> routers = new ArrayList<>();
  private long now = BEGIN;
  private long sequence;

  void add(Dut router) {
    routers.add(router);
  }

  long now() {
    return now;
  }

  /** Lets something happen; what lies in the past happens now. */
  void at(long nanos, Runnable what) {
    happenings.add(new Happening(nanos, sequence++, what));
  }

  /** Delivers what a router sent to all others. */
  void deliver(Dut from, byte[] packet) {
    for (Dut router : routers) {
      if (router != from) {
        at(now + DELAY_NANOS, () -> router.receive(packet));
      }
    }
  }

  /** Turns the clock to {@code end}. */
  void runTo(long end) {
    while (true) {
      OptionalLong next = next();
      if (next.isEmpty() || next.getAsLong() - end > 0) {
        break;
      }
      now = later(now, next.getAsLong());
      for (Happening first = happenings.peek();
          first != null && first.at() - now <= 0;
          first = happenings.peek()) {
        happenings.remove(first);
        first.what().run();
      }
      routers.forEach(Dut::turn);
    }
    now = later(now, end);
  }

  private OptionalLong next() {
    OptionalLong next = OptionalLong.empty();
    Happening first = happenings.peek();
    if (first != null) {
      next = OptionalLong.of(first.at());
    }
    for (Dut router : routers) {
      OptionalLong deadline = router.deadline();
      if (deadline.isPresent() && (next.isEmpty() || deadline.getAsLong() - next.getAsLong() < 0)) {
        next = deadline;
      }
    }
    return next;
  }

  private static long later(long one, long other) {
    return one - other > 0 ? one : other;
  }
}
