package dev.virtualip.agent.vrrp;

import dev.virtualip.agent.vrrp.Action.Notice.Kind;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares an advertisement with our own configuration. Nothing found here refuses it: keepalived
 * and FRR send such adverts in ordinary operation, and who ignores them becomes a second Active.
 */
final class Comparison {

  private static final int FEW = 20;

  private final ActionSink sink;
  private final Counters counters;

  Comparison(ActionSink sink, Counters counters) {
    this.sink = sink;
    this.counters = counters;
  }

  void compare(
      Advertisement advert,
      InetAddress from,
      RouterConfiguration own,
      @Nullable InetAddress ownSource) {
    if (from.equals(ownSource)) {
      notice(Kind.DUPLICATE_SOURCE, from);
    }
    if (own.owner() && advert.priority() == Advertisement.PRIORITY_OWNER) {
      notice(Kind.TWO_OWNERS, from);
    }
    if (advert.intervalMilliseconds() != own.advertisementIntervalMilliseconds()) {
      counters.increment(Counter.INTERVAL_ERRORS);
      notice(Kind.INTERVAL_DIFFERS, from);
    }
    boolean sameAddresses =
        sameInOrder(advert.addresses(), own.addresses())
            || sameInAnyOrder(advert.addresses(), own.addresses());
    // Who has no link-local address to list can't expect one of others: all routers of a VirtualIP
    // would complain of each other for ever.
    boolean linkLocalFirst =
        !own.ipv6()
            || !own.addresses().getFirst().isLinkLocalAddress()
            || advert.addresses().getFirst().isLinkLocalAddress();
    if (!sameAddresses || !linkLocalFirst) {
      counters.increment(Counter.ADDRESS_LIST_ERRORS);
    }
    if (!sameAddresses) {
      notice(Kind.ADDRESSES_DIFFER, from);
    }
    if (!linkLocalFirst) {
      notice(Kind.FIRST_ADDRESS_NOT_LINK_LOCAL, from);
    }
  }

  /** What List.equals says, but that one makes an iterator for each packet. */
  private static boolean sameInOrder(List<InetAddress> one, List<InetAddress> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int index = 0; index < one.size(); index++) {
      if (!one.get(index).equals(other.get(index))) {
        return false;
      }
    }
    return true;
  }

  /** As sets; lists that are no longer than ours may be are compared without making any. */
  private static boolean sameInAnyOrder(List<InetAddress> one, List<InetAddress> other) {
    boolean few = one.size() <= FEW && other.size() <= FEW;
    return few
        ? containsAll(one, other) && containsAll(other, one)
        : new HashSet<>(one).equals(new HashSet<>(other));
  }

  private static boolean containsAll(List<InetAddress> list, List<InetAddress> some) {
    for (int index = 0; index < some.size(); index++) {
      if (!list.contains(some.get(index))) {
        return false;
      }
    }
    return true;
  }

  private void notice(Kind kind, InetAddress from) {
    sink.perform(new Action.Notice(kind, from));
  }
}
