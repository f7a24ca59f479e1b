package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds back a status that differs in details alone: in counts of nodes and the text of conditions.
 * A node that joins changes the counts of every VirtualIP, and each of 16 agents that answers a
 * change the text of its progress; so many of them share one write, and what nodes are to run is
 * written first.
 */
final class Details {

  /** How long a detail may be out of date; a VirtualIP costs one write in it at most. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Map<String, Instant> noticed = new ConcurrentHashMap<>();

  /**
   * When the status may be written; empty if it is to be written now.
   *
   * @param present the stored status, different from {@code wanted}
   */
  Optional<Instant> holdBack(
      String virtualIP, @Nullable VirtualIPStatus present, VirtualIPStatus wanted, Instant now) {
    if (present == null || !withoutDetails(present).equals(withoutDetails(wanted))) {
      return Optional.empty();
    }
    Instant due = noticed.computeIfAbsent(virtualIP, _ -> now).plus(PATIENCE);
    return now.isBefore(due) ? Optional.of(due) : Optional.empty();
  }

  /** The stored status is as it should be. */
  void settled(String virtualIP) {
    noticed.remove(virtualIP);
  }

  private static VirtualIPStatus withoutDetails(VirtualIPStatus status) {
    return new VirtualIPStatus(
        status.observedGeneration(),
        status.addresses(),
        status.virtualRouterID(),
        status.advertisementIntervalMilliseconds(),
        status.activeNode(),
        status.families(),
        null,
        status.lastTransition(),
        status.transitions(),
        status.conditions().stream().map(Details::withoutText).toList());
  }

  private static Condition withoutText(Condition condition) {
    return new ConditionBuilder(condition).withMessage("").build();
  }
}
