package dev.virtualip.agent.kernel;

import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.linux.BootClock;
import dev.virtualip.agent.linux.Epoll;
import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.Scheduling;
import dev.virtualip.agent.linux.netlink.NetlinkEvent;
import dev.virtualip.agent.linux.netlink.NetlinkMonitor;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Which machines have an address, as their kernels report it from {@link #start} on. */
final class Tenures implements AutoCloseable {

  private static final int TICK_MILLISECONDS = 20;

  /** A machine got or lost the address; nanoseconds of CLOCK_BOOTTIME when this was read. */
  private record Change(long nanos, int host, boolean has) {}

  private final InetAddress address;
  private final List<Machine> machines;
  private final List<NetlinkMonitor> monitors = new ArrayList<>();
  private final Epoll epoll;
  private final List<Change> changes = new ArrayList<>();
  private final Thread reader = Thread.ofPlatform().daemon().name("tenures").unstarted(this::read);
  private volatile boolean closing;

  private Tenures(List<Machine> machines, InetAddress address) throws ErrnoException {
    this.machines = machines;
    this.address = address;
    epoll = Epoll.open();
  }

  static Tenures start(List<Machine> machines, String address) throws Exception {
    Tenures tenures = new Tenures(List.copyOf(machines), InetAddress.ofLiteral(address));
    for (Machine machine : machines) {
      NetlinkMonitor monitor = Inside.call(machine, NetlinkMonitor::open);
      tenures.epoll.add(monitor, 0);
      tenures.monitors.add(monitor);
    }
    // After the monitors: what changes in between is heard of twice, not never.
    for (Machine machine : machines) {
      tenures.add(new Change(BootClock.nanos(), machine.host(), machine.holds(address)));
    }
    tenures.reader.start();
    return tenures;
  }

  private synchronized void add(Change change) {
    changes.add(change);
  }

  private void read() {
    Scheduling.raiseCurrentThread();
    while (!closing) {
      try {
        epoll.await(TICK_MILLISECONDS);
        for (int index = 0; index < machines.size(); index++) {
          int host = machines.get(index).host();
          monitors.get(index).drain(event -> take(host, event));
        }
      } catch (ErrnoException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void take(int host, NetlinkEvent event) {
    switch (event) {
      case NetlinkEvent.AddressAdded(var added) when added.address().equals(address) ->
          add(new Change(BootClock.nanos(), host, true));
      case NetlinkEvent.AddressRemoved(var removed) when removed.address().equals(address) ->
          add(new Change(BootClock.nanos(), host, false));
      case NetlinkEvent.Overrun() -> throw new IllegalStateException("address events got lost");
      default -> {
        // Of other addresses and links.
      }
    }
  }

  /** Who has it now, as host numbers. */
  synchronized Set<Integer> holders() {
    Set<Integer> holders = new TreeSet<>();
    changes.forEach(change -> apply(change, holders));
    return holders;
  }

  /** How long two or more had it at a time between two moments of CLOCK_BOOTTIME, nanoseconds. */
  synchronized long overlapNanos(long from, long to) {
    Set<Integer> holders = new TreeSet<>();
    long overlap = 0;
    long since = from;
    for (Change change : changes) {
      long until = Math.clamp(change.nanos(), from, to);
      overlap += holders.size() > 1 ? until - since : 0;
      since = until;
      apply(change, holders);
    }
    return overlap + (holders.size() > 1 ? to - since : 0);
  }

  /** When a machine got it last, if it has it now. */
  synchronized OptionalLong since(Machine machine) {
    OptionalLong since = OptionalLong.empty();
    for (Change change : changes) {
      if (change.host() == machine.host()) {
        since = !change.has() ? OptionalLong.empty() : since.isPresent() ? since : at(change);
      }
    }
    return since;
  }

  private static OptionalLong at(Change change) {
    return OptionalLong.of(change.nanos());
  }

  private static void apply(Change change, Set<Integer> holders) {
    if (change.has()) {
      holders.add(change.host());
    } else {
      holders.remove(change.host());
    }
  }

  @Override
  public void close() {
    closing = true;
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    epoll.close();
    monitors.forEach(NetlinkMonitor::close);
  }
}
