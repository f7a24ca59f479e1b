package dev.virtualip.agent.vrrp;

import java.util.OptionalLong;

/**
 * How a router last became Active.
 *
 * @param atNanos when, on the clock of the virtual router
 * @param detectionNanos from the last advertisement of another Active until then; empty if none was
 *     heard
 * @param bindNanos from then until the kernel had every address; empty while it has not
 */
public record Promotion(
    TransitionReason reason, long atNanos, OptionalLong detectionNanos, OptionalLong bindNanos) {

  Promotion boundAt(long now) {
    return bindNanos.isPresent()
        ? this
        : new Promotion(reason, atNanos, detectionNanos, OptionalLong.of(now - atNanos));
  }
}
