package dev.virtualip.agent.address;

import dev.virtualip.agent.linux.BootClock;
import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.PacketSocket;
import dev.virtualip.agent.linux.Scheduling;
import dev.virtualip.agent.linux.netlink.Rtnetlink;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds, renews, releases and announces addresses, in the order of the calls. A thread of its own,
 * because rtnetlink takes the kernel's RTNL lock in the caller's context and may wait there behind
 * a CNI plugin for as long as that pleases.
 */
public final class AddressThread implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(AddressThread.class);

  /** Between announcements of one order: twenty at once may overrun a switch's control plane. */
  private static final long ANNOUNCEMENT_PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
  private final Rtnetlink kernel;
  private final PacketSocket packets;
  private final AddressListener listener;
  private final Thread thread;
  private boolean stopped;

  private AddressThread(Rtnetlink kernel, PacketSocket packets, AddressListener listener) {
    this.kernel = kernel;
    this.packets = packets;
    this.listener = listener;
    this.thread = Thread.ofPlatform().name("address").unstarted(this::run);
  }

  /** Starts it in the network namespace of the calling thread. */
  public static AddressThread start(AddressListener listener) throws ErrnoException {
    Rtnetlink kernel = Rtnetlink.open();
    PacketSocket packets;
    try {
      packets = PacketSocket.open();
    } catch (ErrnoException e) {
      kernel.close();
      throw e;
    }
    AddressThread addresses = new AddressThread(kernel, packets, listener);
    addresses.thread.start();
    return addresses;
  }

  /**
   * Puts addresses into the kernel, as /32 or /128 with our mark.
   *
   * @param lifetimeSeconds seconds after which the kernel removes them by itself, at least 1
   */
  public void bind(Holder holder, List<InetAddress> addresses, int lifetimeSeconds) {
    orders.add(new Order.Bind(holder, addresses, lifetimeSeconds));
  }

  /**
   * Starts the lifetime anew.
   *
   * @param deadlineNanos CLOCK_BOOTTIME after which the order is void: the kernel would bring back
   *     an address that has run out, and another node may hold it by then
   */
  public void renew(
      Holder holder, List<InetAddress> addresses, int lifetimeSeconds, long deadlineNanos) {
    orders.add(new Order.Renew(holder, addresses, lifetimeSeconds, deadlineNanos));
  }

  /** Takes addresses out of the kernel; those that are not there are no error. */
  public void release(Holder holder, List<InetAddress> addresses) {
    Order.Release release = new Order.Release(holder, addresses);
    orders.removeIf(release::voids);
    orders.add(release);
  }

  /** Sends a gratuitous ARP for each address. */
  public void announce(Holder holder, List<InetAddress> addresses) {
    orders.add(new Order.Announce(holder, addresses));
  }

  /** Runs {@code task} on this thread once everything ordered before is done. */
  public void afterAll(Runnable task) {
    orders.add(new Order.Run(task));
  }

  private void run() {
    Scheduling.raiseCurrentThread();
    while (!stopped) {
      try {
        obey(orders.take());
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOGGER.atError().addKeyValue("event", "internal-error").log(e.toString());
      }
    }
  }

  private void obey(Order order) {
    switch (order) {
      case Order.Bind(Holder holder, List<InetAddress> addresses, int seconds) ->
          put(holder, addresses, seconds);
      case Order.Renew(
              Holder holder,
              List<InetAddress> addresses,
              int seconds,
              long deadlineNanos) -> {
        for (InetAddress address : addresses) {
          // For each one anew: the kernel may have kept us waiting with the one before.
          if (BootClock.nanos() - deadlineNanos <= 0) {
            put(holder, List.of(address), seconds);
          }
        }
      }
      case Order.Release(Holder holder, List<InetAddress> addresses) ->
          addresses.forEach(address -> delete(holder, address));
      case Order.Announce(Holder holder, List<InetAddress> addresses) ->
          announceNow(holder, addresses);
      case Order.Run(Runnable task) -> task.run();
    }
  }

  private void put(Holder holder, List<InetAddress> addresses, int seconds) {
    for (InetAddress address : addresses) {
      try {
        kernel.putAddress(holder.interfaceIndex(), address, seconds);
      } catch (ErrnoException e) {
        listener.refused(holder, address, e);
      }
    }
  }

  private void delete(Holder holder, InetAddress address) {
    try {
      kernel.deleteAddress(holder.interfaceIndex(), address);
    } catch (ErrnoException e) {
      // It runs out by itself; until then two nodes may answer.
      LOGGER
          .atError()
          .addKeyValue("event", "release-failed")
          .addKeyValue("router", holder.router())
          .log(e.getMessage());
    }
  }

  private void announceNow(Holder holder, List<InetAddress> addresses) {
    boolean first = true;
    for (InetAddress address : addresses) {
      if (!first) {
        LockSupport.parkNanos(ANNOUNCEMENT_PACE_NANOS);
      }
      first = false;
      if (address instanceof Inet4Address ipv4) {
        try {
          packets.send(holder.interfaceIndex(), GratuitousArp.frame(holder.mac(), ipv4));
        } catch (ErrnoException e) {
          LOGGER
              .atWarn()
              .addKeyValue("event", "announcement-failed")
              .addKeyValue("router", holder.router())
              .log(e.getMessage());
        }
      }
    }
  }

  /** Finishes what was ordered, then ends. */
  @Override
  public void close() {
    afterAll(() -> stopped = true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    packets.close();
    kernel.close();
  }
}
