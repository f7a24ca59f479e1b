package dev.virtualip.agent.simulation;

import java.io.Serial;

/** A promise that was broken. */
final class Violation extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  /** What is promised. */
  enum Invariant {
    /** Bounds: two holders, one of them dead or frozen. */
    TWO_HOLDERS_AFTER_FAILURE,
    /** Bounds: two holders, one of them thawed. */
    TWO_HOLDERS_AFTER_RESUMING,
    /** Bounds: two live Actives that hear each other. */
    TWO_ACTIVES,
    /** Bounds: who left, lost, died or froze does not hold for longer than its reason says. */
    HOLDS_TOO_LONG,
    /** Make before break: who leaves or loses holds until the other can. */
    LETS_GO_TOO_EARLY,
    /** An Active that nothing troubles has its address all the time. */
    ADDRESS_STAYS,
    /** Bounds: no holder. */
    NO_HOLDER,
    /** A router that should preempt does. */
    PREEMPTION,
    /** One Active once faults stop. */
    ONE_ACTIVE,
    /** An Active that reads an advert that beats it is Active no more. */
    YIELDS,
    /** Nobody takes over from an Active that it must follow and could have heard. */
    TAKES_OVER_FROM_THE_SILENT,
    /** Nobody but an Active says that it has the addresses. */
    ANNOUNCES_AS_ACTIVE,
    /** Periodic adverts, and one immediate advert per max(10 ms, A/10). */
    ADVERT_RATE,
    /** An immediate advert answers a losing advert or priority 0, or tells of a change. */
    ADVERT_WITHOUT_CAUSE,
    /** A state machine does not stay busy without time passing. */
    RESTS
  }

  private final Invariant invariant;

  Violation(Invariant invariant, String message) {
    super(invariant + ": " + message);
    this.invariant = invariant;
  }

  Invariant invariant() {
    return invariant;
  }
}
