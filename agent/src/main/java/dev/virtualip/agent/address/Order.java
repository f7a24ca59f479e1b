package dev.virtualip.agent.address;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the address thread is to do, in the order in which it was asked. */
sealed interface Order {

  record Bind(Holder holder, List<InetAddress> addresses, int lifetimeSeconds) implements Order {}

  /**
   * Starts lifetimes anew.
   *
   * @param deadlineNanos CLOCK_BOOTTIME after which it is void
   */
  record Renew(Holder holder, List<InetAddress> addresses, int lifetimeSeconds, long deadlineNanos)
      implements Order {}

  record Release(Holder holder, List<InetAddress> addresses) implements Order {

    /** What is left of {@code earlier}, which still waits; empty if this would undo all of it. */
    Optional<Order> voids(Order earlier) {
      return switch (earlier) {
        case Bind(Holder of, List<InetAddress> list, int seconds) when of.isSameRouter(holder) ->
            rest(list).map(rest -> new Bind(of, rest, seconds));
        case Renew(Holder of, List<InetAddress> list, int seconds, long deadline)
            when of.isSameRouter(holder) ->
            rest(list).map(rest -> new Renew(of, rest, seconds, deadline));
        case Announce(Holder of, List<InetAddress> list) when of.isSameRouter(holder) ->
            rest(list).map(rest -> new Announce(of, rest));
        case Repeat(Holder of, InetAddress address, boolean assigned)
            when !assigned && of.isSameRouter(holder) && addresses.contains(address) ->
            Optional.empty();
        case Bind _, Renew _, Announce _, Repeat _, Release _, Probe _, Run _ ->
            Optional.of(earlier);
      };
    }

    private Optional<List<InetAddress>> rest(List<InetAddress> list) {
      List<InetAddress> rest = new ArrayList<>(list);
      rest.removeAll(addresses);
      return rest.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(rest));
    }
  }

  record Announce(Holder holder, List<InetAddress> addresses) implements Order {}

  /**
   * One further announcement, which waits behind everything that is more urgent.
   *
   * @param assigned whether somebody else has assigned the address, so that it is there although we
   *     never bound it
   */
  record Repeat(Holder holder, InetAddress address, boolean assigned) implements Order {}

  /** Asks who has the addresses. */
  record Probe(Holder holder, List<InetAddress> addresses) implements Order {}

  record Run(Runnable task) implements Order {}
}
