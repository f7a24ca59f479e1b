package dev.virtualip.agent.conformance;

/**
 * Something that a router did.
 *
 * @param nanos since the run's zero
 * @param what a {@link SentAdvert} or an {@link dev.virtualip.agent.vrrp.Action}
 */
record Done(long nanos, Object what) {

  @Override
  public String toString() {
    return Span.text(nanos) + " " + what;
  }
}
