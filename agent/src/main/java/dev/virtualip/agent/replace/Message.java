package dev.virtualip.agent.replace;

import dev.virtualip.agent.loop.HandedState;

/**
 * What two processes say to each other, in this order: hello, preview, ready, state, taken, go.
 *
 * <p>Each is one line: its word in lower case, and for some a blank and a JSON object. Words are
 * for ever; unknown fields are passed over; {@link #PROTOCOL} changes when what is known would not
 * do any more.
 */
sealed interface Message {

  /** Version of what {@link Preview} and {@link State} hold. */
  int PROTOCOL = 1;

  /**
   * A successor introduces itself.
   *
   * @param protocol {@link #PROTOCOL} of its build
   * @param network its network namespace, as {@code /proc/self/ns/net} names it
   */
  record Hello(int protocol, String network) implements Message {}

  /** There is nothing to take over, and why. */
  record Refused(String reason) implements Message {}

  /** The predecessor knows another protocol only: it can leave, but not hand anything over. */
  record Other(int protocol) implements Message {}

  /** What the predecessor runs at the moment, for the successor to prepare for. */
  record Preview(HandedState state) implements Message {}

  /** The successor can take over at once. */
  record Ready() implements Message {}

  /** The successor is ready, but can't make use of a state: the predecessor shall leave. */
  record Afresh() implements Message {}

  /** The predecessor stands still; this is where it stopped. */
  record State(HandedState state) implements Message {}

  /** The successor has it all, and waits for the word. */
  record Taken() implements Message {}

  /** The predecessor is out of everything. */
  record Go() implements Message {}

  /** It took too long: the predecessor goes on. */
  record Late() implements Message {}
}
