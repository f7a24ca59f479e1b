package dev.virtualip.agent.vrrp;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

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

  static Promotion of(RouterMemory.Promoted memory) {
    return new Promotion(
        memory.reason(),
        memory.at(),
        optional(memory.detectionNanos()),
        optional(memory.bindNanos()));
  }

  private static OptionalLong optional(@Nullable Long nanos) {
    return nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos);
  }

  RouterMemory.Promoted memory() {
    return new RouterMemory.Promoted(
        reason, atNanos, nullable(detectionNanos), nullable(bindNanos));
  }

  private static @Nullable Long nullable(OptionalLong nanos) {
    return nanos.isPresent() ? nanos.getAsLong() : null;
  }

  Promotion boundAt(long now) {
    return bindNanos.isPresent()
        ? this
        : new Promotion(reason, atNanos, detectionNanos, OptionalLong.of(now - atNanos));
  }
}
