package dev.virtualip.agent.address;

import dev.virtualip.agent.linux.BootClock;
import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.Scheduling;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds, renews, releases, announces and asks for addresses, in the order of the calls. A thread of
 * its own, because rtnetlink takes the kernel's RTNL lock in the caller's context and may wait
 * there behind a CNI plugin for as long as that pleases.
 */
public final class AddressThread implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(AddressThread.class);

  /** An exit must not wait for a thread that hangs. */
  private static final Duration STOP = Duration.ofMillis(100);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition added = lock.newCondition();
  private final OrderQueue queue = new OrderQueue();
  private final AddressKernel kernel;
  private final AddressWorker worker;
  private final Thread thread;
  private boolean stopped;

  private AddressThread(AddressKernel kernel, AddressListener listener) {
    this.kernel = kernel;
    this.worker = new AddressWorker(kernel, listener, BootClock::nanos, this::order);
    this.thread = Thread.ofPlatform().name("address").unstarted(this::run);
  }

  /** Starts it in the network namespace of the calling thread. */
  public static AddressThread start(AddressListener listener) throws ErrnoException {
    AddressThread addresses = new AddressThread(LinuxAddressKernel.open(), listener);
    addresses.thread.start();
    return addresses;
  }

  /**
   * Puts addresses into the kernel, as /32 or /128 with our mark. One that somebody else assigned
   * to the interface is refused and left as it is.
   *
   * @param lifetimeSeconds seconds after which the kernel removes them by itself, at least 1
   */
  public void bind(Holder holder, List<InetAddress> addresses, int lifetimeSeconds) {
    order(new Order.Bind(holder, addresses, lifetimeSeconds));
  }

  /**
   * Starts the lifetime anew. Takes the place of an earlier renewal of them that still waits.
   *
   * @param deadlineNanos CLOCK_BOOTTIME after which the order is void: the kernel would bring back
   *     an address that has run out, and another node may hold it by then
   */
  public void renew(
      Holder holder, List<InetAddress> addresses, int lifetimeSeconds, long deadlineNanos) {
    order(new Order.Renew(holder, addresses, lifetimeSeconds, deadlineNanos));
  }

  /**
   * Takes addresses out of the kernel; those that are not there are no error. What still waits to
   * be bound, renewed or announced of them is void.
   */
  public void release(Holder holder, List<InetAddress> addresses) {
    order(new Order.Release(holder, addresses));
  }

  /**
   * Sends a gratuitous ARP or an unsolicited neighbor advertisement for each address that is bound:
   * the first one since it was bound at once, further ones 1 ms apart and behind all other work.
   */
  public void announce(Holder holder, List<InetAddress> addresses) {
    order(new Order.Announce(holder, addresses));
  }

  /** As {@link #announce}, for addresses that somebody else has assigned to this machine. */
  public void announceAssigned(Holder holder, List<InetAddress> addresses) {
    addresses.forEach(address -> order(new Order.Repeat(holder, address, true)));
  }

  /**
   * Asks on the link who has these addresses, once for each, without claiming them. Who answers is
   * heard by others.
   */
  public void probe(Holder holder, List<InetAddress> addresses) {
    order(new Order.Probe(holder, addresses));
  }

  /** Runs {@code task} on this thread once everything ordered before is done. */
  public void afterAll(Runnable task) {
    order(new Order.Run(task));
  }

  private void order(Order order) {
    lock.lock();
    try {
      queue.add(order);
      added.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    Scheduling.raiseCurrentThread();
    while (!stopped) {
      try {
        worker.obey(next());
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOGGER.atError().log("internal error, please report it: " + e);
      }
    }
  }

  /** Waits for the next order that is due. */
  private Order next() throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        long now = BootClock.nanos();
        Optional<Order> order = queue.poll(now);
        if (order.isPresent()) {
          return order.get();
        }
        if (queue.isEmpty()) {
          added.await();
        } else {
          added.awaitNanos(queue.nanosUntilDue(now));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Finishes what was ordered, then ends; does not wait for a kernel that hangs. */
  @Override
  public void close() {
    afterAll(() -> stopped = true);
    try {
      if (thread.join(STOP)) {
        kernel.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
