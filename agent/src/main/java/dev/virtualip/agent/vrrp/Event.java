package dev.virtualip.agent.vrrp;

import java.net.InetAddress;

/** What happens to a virtual router. Only the passing of time is told otherwise. */
public sealed interface Event {

  /**
   * The interface is up and running and has an address to send from (RFC 9568 section 6.4.1).
   *
   * @param source primary IPv4 address or IPv6 link-local address, never a virtual one
   */
  record Startup(InetAddress source) implements Event {}

  /** The interface, its carrier or its last source address is gone. */
  record InterfaceDown() implements Event {}

  /** The interface sends from another address from now on. */
  record SourceChanged(InetAddress source) implements Event {}

  /** An advertisement that passed every check of the codec, for this virtual router. */
  record Received(Advertisement advertisement, InetAddress source) implements Event {}

  /** Another configuration with the same VRID and family. */
  record Configured(RouterConfiguration configuration) implements Event {}

  /** The kernel has the address now. */
  record AddressAppeared(InetAddress address) implements Event {}

  /** The kernel has the address no more: expired, removed by us, or by somebody else. */
  record AddressGone(InetAddress address) implements Event {}

  /** The kernel refuses an address, and would again. */
  record AddressRefused() implements Event {}

  /** Planned end: an Active advertises priority 0 and holds until its successor is heard. */
  record Leave() implements Event {}

  /** End in silence: addresses go at once and nobody is asked to take over. */
  record Withdraw() implements Event {}
}
