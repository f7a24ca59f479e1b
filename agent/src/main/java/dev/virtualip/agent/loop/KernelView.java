package dev.virtualip.agent.loop;

import dev.virtualip.agent.linux.Epoll;
import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.netlink.NetlinkEvent;
import dev.virtualip.agent.linux.netlink.NetlinkMonitor;
import dev.virtualip.agent.linux.netlink.Rtnetlink;

/** What the kernel tells of interfaces and addresses, passed on to the routers. */
final class KernelView implements AutoCloseable {

  private final InterfaceTable interfaces;
  private final NetlinkMonitor monitor;
  private final Rtnetlink kernel;
  private final RateLimitedLog log;
  private final Observer observer;
  private boolean changed = true;
  private boolean overrun;

  private KernelView(
      InterfaceTable interfaces,
      NetlinkMonitor monitor,
      Rtnetlink kernel,
      RateLimitedLog log,
      Observer observer) {
    this.interfaces = interfaces;
    this.monitor = monitor;
    this.kernel = kernel;
    this.log = log;
    this.observer = observer;
  }

  /**
   * Listens, and reads what there is by now.
   *
   * @param interfaces is kept up to date
   */
  static KernelView open(InterfaceTable interfaces, RateLimitedLog log, Observer observer)
      throws ErrnoException {
    NetlinkMonitor monitor = NetlinkMonitor.open();
    Rtnetlink kernel = Rtnetlink.open();
    // After the monitor listens: what changes in between is then heard of twice, not never.
    interfaces.reload(kernel);
    return new KernelView(interfaces, monitor, kernel, log, observer);
  }

  /** Wakes the loop when there is something to {@link #drain}. */
  void watch(Epoll epoll) throws ErrnoException {
    epoll.add(monitor, 0);
  }

  /** Returns whether the routers must be settled anew. */
  boolean drain(Routers routers, long now) throws ErrnoException {
    monitor.drain(event -> hear(event, routers, now));
    if (overrun) {
      reload(routers, now);
    }
    boolean settle = changed;
    changed = false;
    return settle;
  }

  /** A failure leaves the adverts alone and is tried again at the next turn. */
  private void reload(Routers routers, long now) {
    try {
      interfaces.reload(kernel);
      routers.retellAddresses(now);
      overrun = false;
      // Also where an earlier attempt failed: the routers were settled by the old table then.
      changed = true;
    } catch (ErrnoException e) {
      log.warn("reload", "netlink", e.getMessage(), now);
    }
  }

  private void hear(NetlinkEvent event, Routers routers, long now) {
    switch (event) {
      case NetlinkEvent.Overrun() -> {
        overrun = true;
        changed = true;
      }
      case NetlinkEvent.AddressAdded(var address) when address.isMarked() -> {
        // A bind or a renewal of an agent: says nothing about interfaces.
      }
      default -> changed = true;
    }
    tell(event);
    interfaces.apply(event);
    routers.onNetlink(event, now);
  }

  private void tell(NetlinkEvent event) {
    switch (event) {
      case NetlinkEvent.AddressAdded(var address)
          when !interfaces.has(address.interfaceIndex(), address.address()) ->
          observer.observe(
              new Observation.AddressChanged(
                  interfaces.name(address.interfaceIndex()), address.address(), true));
      case NetlinkEvent.AddressRemoved(var address) ->
          observer.observe(
              new Observation.AddressChanged(
                  interfaces.name(address.interfaceIndex()), address.address(), false));
      case NetlinkEvent.LinkChanged(var link) ->
          observer.observe(new Observation.LinkChanged(link.name(), link.isUsable()));
      case NetlinkEvent.LinkRemoved(var link) ->
          observer.observe(new Observation.LinkChanged(link.name(), false));
      case NetlinkEvent.AddressAdded _, NetlinkEvent.Overrun _ -> {
        // A renewal; or unknown events, after which the table is read anew.
      }
    }
  }

  @Override
  public void close() {
    monitor.close();
    kernel.close();
  }
}
