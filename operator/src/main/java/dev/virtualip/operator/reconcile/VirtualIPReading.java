package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.operator.plan.DeclaredVirtualIP;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a VirtualIP declares, read once for as long as it is this very object.
 *
 * @param onTheWire the VRID that agents run for it, if its status has none
 * @param deadline when it says something else by the mere passing of time
 * @param from when it was read
 */
record VirtualIPReading(
    VirtualIP object,
    @Nullable Integer onTheWire,
    DeclaredVirtualIP declared,
    Optional<Instant> deadline,
    Instant from) {

  /**
   * Reads it.
   *
   * @param known what was read before, from which the same is taken
   */
  static VirtualIPReading of(
      VirtualIP object,
      @Nullable Integer onTheWire,
      @Nullable VirtualIPReading known,
      Instant now) {
    if (known != null && known.isOf(object, onTheWire, now)) {
      return known;
    }
    DeclaredVirtualIP declared = DeclaredVirtualIP.of(object, onTheWire, now);
    return new VirtualIPReading(
        object,
        onTheWire,
        known == null ? declared : declared.sharing(known.declared),
        DeclaredVirtualIP.givesUpAt(object.getStatus()),
        now);
  }

  /** Whether reading this object now would give the same. */
  @SuppressWarnings("ReferenceEquality") // The same object needs no comparison.
  private boolean isOf(VirtualIP object, @Nullable Integer onTheWire, Instant now) {
    return this.object == object
        && Objects.equals(this.onTheWire, onTheWire)
        && !now.isBefore(from)
        && deadline.filter(it -> from.isBefore(it) && !now.isBefore(it)).isEmpty();
  }
}
