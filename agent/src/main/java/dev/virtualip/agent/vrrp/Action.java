package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import java.util.List;

/** What a virtual router wants done, in the order in which it says so. */
public sealed interface Action {

  /** Put the addresses into the kernel, to vanish by themselves after the lifetime. */
  record Bind(List<InetAddress> addresses, int lifetimeSeconds) implements Action {}

  /**
   * Start the lifetime of bound addresses anew.
   *
   * @param deadlineNanos when this order is void: what was true when it was given may have changed
   */
  record Renew(List<InetAddress> addresses, int lifetimeSeconds, long deadlineNanos)
      implements Action {}

  /** Take the addresses out of the kernel; voids orders to bind or renew that still wait. */
  record Release(List<InetAddress> addresses) implements Action {}

  /** Gratuitous ARP or unsolicited neighbour advertisement, once for each address. */
  record Announce(List<InetAddress> addresses) implements Action {}

  /** Ask on the link who has the addresses, without saying that this router does. */
  record Probe(List<InetAddress> addresses) implements Action {}

  /** The state changed. */
  record Enter(State from, State to, TransitionReason reason) implements Action {}

  /** Worth an administrator's eye, but without effect on the state. */
  record Notice(Kind kind, InetAddress source) implements Action {

    /** What was noticed about an advertisement. */
    public enum Kind {
      /** Two routers send from one address. */
      DUPLICATE_SOURCE,
      /** Two routers claim to own the addresses. */
      TWO_OWNERS,
      /** Another advertisement interval than ours; learned, or in version 2 without effect. */
      INTERVAL_DIFFERS,
      /** Other addresses than ours, in whatever order. */
      ADDRESSES_DIFFER,
      /** The first IPv6 address is not link-local (RFC 9568 section 5.2.9). */
      FIRST_ADDRESS_NOT_LINK_LOCAL
    }
  }
}
