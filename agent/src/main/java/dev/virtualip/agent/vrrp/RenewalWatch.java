package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes up for renewals that were not carried out. One that waits too long behind the kernel's lock
 * is void, and the lifetime may not last until the next one is due. Whatever the kernel renews it
 * tells of; what it has not told of when the order is void is ordered again.
 *
 * <p>It stands between the addresses of a router and who carries out their orders.
 */
final class RenewalWatch implements ActionSink {

  /** How long an order to renew is valid, as {@link HeldAddresses} gives it. */
  private static final long VALID_NANOS = Intervals.nanos(100);

  /** When the order is void. */
  final Deadline overdue = new Deadline();

  private final ActionSink sink;
  private final Set<InetAddress> present = new LinkedHashSet<>();
  private final Set<InetAddress> awaited = new LinkedHashSet<>();
  private int lifetimeSeconds;

  RenewalWatch(ActionSink sink) {
    this.sink = sink;
  }

  @Override
  public boolean transmit(Advertisement advertisement) {
    return sink.transmit(advertisement);
  }

  @Override
  public void perform(Action action) {
    if (action instanceof Action.Renew(List<InetAddress> list, int seconds, long deadline)) {
      awaited.clear();
      // What the kernel does not have, it can't lose.
      list.stream().filter(present::contains).forEach(awaited::add);
      lifetimeSeconds = seconds;
      overdue.arm(deadline);
      restIfDone();
    } else if (action instanceof Action.Release(List<InetAddress> list)) {
      list.forEach(this::gone);
    }
    sink.perform(action);
  }

  /** The kernel has it, or has renewed it. */
  void appeared(InetAddress address) {
    present.add(address);
    awaited.remove(address);
    restIfDone();
  }

  void gone(InetAddress address) {
    present.remove(address);
    awaited.remove(address);
    restIfDone();
  }

  /** Nothing more is told of the kernel's addresses. */
  void lostSight() {
    present.clear();
    rest();
  }

  /**
   * Orders again what was not carried out.
   *
   * @param wanted whether the addresses are to be kept
   */
  void onDeadline(boolean wanted, long now) {
    if (overdue.fire(now)) {
      List<InetAddress> again = List.copyOf(awaited);
      rest();
      if (wanted) {
        perform(new Action.Renew(again, lifetimeSeconds, now + VALID_NANOS));
      }
    }
  }

  private void restIfDone() {
    if (awaited.isEmpty()) {
      rest();
    }
  }

  private void rest() {
    awaited.clear();
    overdue.cancel();
  }
}
