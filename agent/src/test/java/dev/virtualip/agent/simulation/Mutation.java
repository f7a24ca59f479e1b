package dev.virtualip.agent.simulation;

import dev.virtualip.agent.vrrp.Action;
import dev.virtualip.agent.vrrp.Advertisement;
import dev.virtualip.agent.vrrp.Event;
import dev.virtualip.agent.vrrp.RouterMemory;
import dev.virtualip.agent.vrrp.VirtualRouter;
import org.jspecify.annotations.Nullable;

/**
 * Where an error can be put between a state machine and its node, to see whether it is found. Each
 * method here does what is right.
 */
class Mutation {

  static final Mutation NONE = new Mutation();

  /** Whether a turn reads everything before timers fire. */
  boolean drainsFirst() {
    return true;
  }

  /** The state machine is told of an advert. */
  void hear(Node node, VirtualRouter router, Event.Received received, long reading) {
    router.onEvent(received, reading);
  }

  /** The state machine is told of what somebody wants. */
  void command(VirtualRouter router, Event command, long reading) {
    router.onEvent(command, reading);
  }

  /** What a process hands on to the next one. */
  RouterMemory hand(RouterMemory memory) {
    return memory;
  }

  /** An advert is about to be on the wire. */
  void beforeSending(Node node, Advertisement advert) {}

  /** What the address thread is told to do instead of {@code action}; null for nothing. */
  @Nullable Action order(Node node, Action action) {
    return action;
  }
}
