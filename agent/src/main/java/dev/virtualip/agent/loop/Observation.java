package dev.virtualip.agent.loop;

import dev.virtualip.agent.vrrp.State;
import dev.virtualip.agent.vrrp.TransitionReason;
import dev.virtualip.api.v1alpha1.Family;
import java.net.InetAddress;

/** Something that happened on the protocol thread and may be asked for afterwards. */
public sealed interface Observation {

  /** A virtual router of this node, as people name it. */
  record Router(String virtualIP, Family family, String interfaceName, int virtualRouterID) {}

  /** An advertisement that was valid and for one of our virtual routers. */
  record AdvertHeard(Router router, InetAddress source, int priority, int intervalMilliseconds)
      implements Observation {}

  /** An advertisement of ours; priority 0 when it leaves. */
  record AdvertSent(Router router, int priority) implements Observation {}

  /** An advertisement of ours that the kernel refused. */
  record AdvertRefused(Router router, String reason) implements Observation {}

  /** An advertisement that failed a check of RFC 9568 section 7.1. */
  record AdvertDiscarded(String interfaceName, InetAddress source, String reason)
      implements Observation {}

  /** A virtual router changed its state. */
  record Transition(Router router, State from, State to, TransitionReason reason)
      implements Observation {}

  /** ARP or neighbour discovery by which somebody else claims one of our virtual addresses. */
  record AddressClaimed(Router router, InetAddress address, String mac) implements Observation {}

  /** The kernel has an address, or has it no more. */
  record AddressChanged(String interfaceName, InetAddress address, boolean present)
      implements Observation {}

  /** A link came, went, or changed its carrier. */
  record LinkChanged(String interfaceName, boolean usable) implements Observation {}

  /**
   * The protocol thread was not there when it should have been: the process was paused, starved of
   * processor time, or stood in a garbage collection.
   *
   * @param nanos how much later than due it turned
   */
  record Late(long nanos) implements Observation {}

  /** A health check was run. */
  record CheckRan(String virtualIP, String check, boolean passed, String message)
      implements Observation {}
}
