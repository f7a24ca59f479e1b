package dev.virtualip.agent.address;

import java.net.InetAddress;
import java.util.List;

/** What the address thread is to do, in the order in which it was asked. */
sealed interface Order {

  record Bind(Holder holder, List<InetAddress> addresses, int lifetimeSeconds) implements Order {}

  /**
   * @param deadlineNanos CLOCK_BOOTTIME after which it is void
   */
  record Renew(Holder holder, List<InetAddress> addresses, int lifetimeSeconds, long deadlineNanos)
      implements Order {}

  record Release(Holder holder, List<InetAddress> addresses) implements Order {

    /** Whether {@code earlier} would only be undone by this. */
    boolean voids(Order earlier) {
      return switch (earlier) {
        case Bind bind -> bind.holder().equals(holder) && addresses.containsAll(bind.addresses());
        case Renew renew ->
            renew.holder().equals(holder) && addresses.containsAll(renew.addresses());
        case Release _, Announce _, Run _ -> false;
      };
    }
  }

  record Announce(Holder holder, List<InetAddress> addresses) implements Order {}

  record Run(Runnable task) implements Order {}
}
