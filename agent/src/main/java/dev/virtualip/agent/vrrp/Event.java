package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import java.util.List;

/** What happens to a virtual router. Only the passing of time is told otherwise. */
public sealed interface Event {

  /**
   * The interface is up and running and has an address to send from (RFC 9568 section 6.4.1).
   *
   * @param source primary IPv4 address or IPv6 link-local address, never a virtual one
   */
  record Startup(InetAddress source) implements Event {}

  /** The interface or its carrier is gone. */
  record InterfaceDown() implements Event {}

  /** The interface works, but has no address to send from: a fault of this family alone. */
  record SourceLost() implements Event {}

  /** The interface sends from another address from now on. */
  record SourceChanged(InetAddress source) implements Event {}

  /** An advertisement that passed every check of the codec, for this virtual router. */
  record Received(Advertisement advertisement, InetAddress source) implements Event {}

  /** Another configuration with the same VRID and family. */
  record Configured(RouterConfiguration configuration) implements Event {}

  /** Something speaks for or against this router, besides its priority. */
  record StandingChanged(Standing standing) implements Event {}

  /** The kernel has the address now. */
  record AddressAppeared(InetAddress address) implements Event {}

  /** The kernel has the address no more: expired, removed by us, or by somebody else. */
  record AddressGone(InetAddress address) implements Event {}

  /** The kernel refuses an address, and would again. */
  record AddressRefused() implements Event {}

  /**
   * Another machine announces the address or answers for it: ARP, neighbour advertisement.
   *
   * @param mac its hardware address, as text
   */
  record AnnouncedElsewhere(InetAddress address, String mac) implements Event {}

  /** This node held these addresses before, or heard them advertised; maybe in another process. */
  record Remembered(List<InetAddress> addresses) implements Event {}

  /**
   * An Active shall leave once by priority 0, and stand in reserve until a successor is heard. It
   * takes the role up again if there is none.
   */
  record HandOver() implements Event {}

  /** Planned end: an Active advertises priority 0 and holds until its successor is heard. */
  record Leave() implements Event {}

  /** End in silence: addresses go at once and nobody is asked to take over. */
  record Withdraw() implements Event {}
}
