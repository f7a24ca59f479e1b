package dev.virtualip.agent.kernel;

import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.linux.BootClock;
import dev.virtualip.agent.linux.Epoll;
import dev.virtualip.agent.linux.netlink.NetlinkEvent;
import dev.virtualip.agent.linux.netlink.NetlinkMonitor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Predicate;

/** What the kernel of one machine reports about links and addresses, from {@link #start} on. */
public final class Events implements AutoCloseable {

  /**
   * A report.
   *
   * @param nanos CLOCK_BOOTTIME when this process read it
   */
  public record Seen(long nanos, NetlinkEvent event) {}

  private final NetlinkMonitor monitor;
  private final Epoll epoll;
  private final Deque<Seen> queue = new ArrayDeque<>();

  private Events(NetlinkMonitor monitor, Epoll epoll) {
    this.monitor = monitor;
    this.epoll = epoll;
  }

  public static Events start(Machine machine) throws Exception {
    NetlinkMonitor monitor = Inside.call(machine, NetlinkMonitor::open);
    Epoll epoll = Epoll.open();
    epoll.add(monitor, 0);
    return new Events(monitor, epoll);
  }

  /** The next report that matches, others are passed over; empty if none comes within the limit. */
  public Optional<Seen> next(Predicate<NetlinkEvent> wanted, Duration limit) throws Exception {
    long end = BootClock.nanos() + limit.toNanos();
    while (true) {
      // First, so that a limit of nothing still sees what has happened by now.
      monitor.drain(event -> queue.add(new Seen(BootClock.nanos(), event)));
      for (Seen seen = queue.poll(); seen != null; seen = queue.poll()) {
        if (wanted.test(seen.event())) {
          return Optional.of(seen);
        }
      }
      long left = end - BootClock.nanos();
      if (left <= 0) {
        return Optional.empty();
      }
      epoll.await((int) Duration.ofNanos(left).toMillis() + 1);
    }
  }

  @Override
  public void close() {
    epoll.close();
    monitor.close();
  }
}
