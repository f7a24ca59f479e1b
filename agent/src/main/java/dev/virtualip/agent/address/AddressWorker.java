package dev.virtualip.agent.address;

import dev.virtualip.agent.linux.Errno;
import dev.virtualip.agent.linux.ErrnoException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out orders, one at a time; a failure for one address never stops the others. */
final class AddressWorker {

  private static final Logger LOGGER = LoggerFactory.getLogger(AddressWorker.class);

  /** An address for which the kernel does not answer by then is announced nevertheless. */
  private static final long READY_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  private final AddressKernel kernel;
  private final AddressListener listener;
  private final LongSupplier clock;
  private final Consumer<Order> later;

  /**
   * In the kernel, as far as our own orders go, and since when; what was refused must not be
   * announced.
   */
  private final Map<Held, Long> held = new HashMap<>();

  /** Somebody else's, as a refused bind told: not ours to take away either. */
  private final Set<Held> foreign = new HashSet<>();

  /** Held ones whose first announcement is out. */
  private final Set<Held> announced = new HashSet<>();

  private record Held(int interfaceIndex, InetAddress address) {
    /** Without the hardware address, which may change meanwhile. */
    static Held of(Holder holder, InetAddress address) {
      return new Held(holder.interfaceIndex(), address);
    }
  }

  /**
   * Works for one thread.
   *
   * @param clock CLOCK_BOOTTIME nanoseconds
   * @param later takes what may wait for its pace
   */
  AddressWorker(
      AddressKernel kernel, AddressListener listener, LongSupplier clock, Consumer<Order> later) {
    this.kernel = kernel;
    this.listener = listener;
    this.clock = clock;
    this.later = later;
  }

  void obey(Order order) {
    switch (order) {
      case Order.Bind(Holder holder, List<InetAddress> addresses, int seconds) ->
          addresses.forEach(
              address -> {
                forget(holder, address);
                put(holder, address, () -> kernel.bind(holder, address, seconds));
              });
      case Order.Renew renew -> renew(renew);
      case Order.Release(Holder holder, List<InetAddress> addresses) ->
          addresses.forEach(address -> release(holder, address));
      case Order.Announce(Holder holder, List<InetAddress> addresses) ->
          addresses.forEach(address -> announce(holder, address));
      case Order.Repeat(Holder holder, InetAddress address, boolean assigned) -> {
        Held subject = Held.of(holder, address);
        if (assigned || announced.contains(subject)) {
          send(holder, address);
        } else if (held.containsKey(subject)) {
          announceFirst(subject, holder, address);
        }
      }
      case Order.Probe(Holder holder, List<InetAddress> addresses) ->
          addresses.forEach(address -> probe(holder, address));
      case Order.Run(Runnable task) -> task.run();
    }
  }

  private interface KernelCall {
    void make() throws ErrnoException;
  }

  private void put(Holder holder, InetAddress address, KernelCall call) {
    try {
      call.make();
      held.putIfAbsent(Held.of(holder, address), clock.getAsLong());
      foreign.remove(Held.of(holder, address));
    } catch (ErrnoException e) {
      forget(holder, address);
      if (e.is(Errno.EEXIST)) {
        foreign.add(Held.of(holder, address));
      }
      listener.refused(holder, address, e);
    }
  }

  private void renew(Order.Renew order) {
    for (InetAddress address : order.addresses()) {
      // For each one anew, because the kernel may have kept us waiting with the one before, or the
      // whole process stood still: the kernel would bring back an address that has run out.
      if (clock.getAsLong() - order.deadlineNanos() > 0) {
        return;
      }
      put(
          order.holder(),
          address,
          () -> kernel.renew(order.holder(), address, order.lifetimeSeconds()));
    }
  }

  private void release(Holder holder, InetAddress address) {
    forget(holder, address);
    if (foreign.remove(Held.of(holder, address))) {
      return;
    }
    try {
      kernel.release(holder, address);
    } catch (ErrnoException e) {
      // It runs out by itself; until then two nodes may answer.
      LOGGER.atError().addKeyValue("router", holder.router()).log(e.getMessage());
    }
  }

  private void announce(Holder holder, InetAddress address) {
    Held subject = Held.of(holder, address);
    if (announced.contains(subject)) {
      later.accept(new Order.Repeat(holder, address, false));
    } else if (held.containsKey(subject)) {
      announceFirst(subject, holder, address);
    }
  }

  /**
   * At once, because every neighbour waits for it, but not before the kernel answers: until then
   * they are better off with the one who is leaving.
   */
  private void announceFirst(Held subject, Holder holder, InetAddress address) {
    long since = held.getOrDefault(subject, clock.getAsLong());
    if (clock.getAsLong() - since < READY_NANOS && !answers(holder, address)) {
      later.accept(new Order.Repeat(holder, address, false));
    } else {
      send(holder, address);
    }
  }

  private boolean answers(Holder holder, InetAddress address) {
    try {
      return kernel.answers(holder, address);
    } catch (ErrnoException e) {
      LOGGER.atWarn().addKeyValue("router", holder.router()).log(e.getMessage());
      return true;
    }
  }

  private void send(Holder holder, InetAddress address) {
    try {
      kernel.announce(holder, address);
      announced.add(Held.of(holder, address));
    } catch (ErrnoException e) {
      LOGGER.atWarn().addKeyValue("router", holder.router()).log(e.getMessage());
    }
  }

  /** One that is not sent is as one that nobody answers: it delays nothing. */
  private void probe(Holder holder, InetAddress address) {
    try {
      kernel.probe(holder, address);
    } catch (ErrnoException e) {
      LOGGER.atWarn().addKeyValue("router", holder.router()).log(e.getMessage());
    }
  }

  private void forget(Holder holder, InetAddress address) {
    Held subject = Held.of(holder, address);
    held.remove(subject);
    announced.remove(subject);
  }
}
