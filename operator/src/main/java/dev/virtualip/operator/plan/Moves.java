package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.RouterTransition;
import dev.virtualip.api.v1alpha1.Transition;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import dev.virtualip.api.v1alpha1.VirtualRouterState;
import dev.virtualip.api.v1alpha1.VirtualRouterStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last move of the addresses, with the times that the new holder measured, and how many there
 * have been. The first election of a VirtualIP is its last transition too, but no move.
 *
 * @param last null before the first election
 */
record Moves(@Nullable Transition last, @Nullable Integer count) {

  static Moves before(@Nullable VirtualIPStatus status) {
    return status == null
        ? new Moves(null, null)
        : new Moves(status.lastTransition(), status.transitions());
  }

  /**
   * Counts a move once the new holder has reported it: what others hear comes without times.
   *
   * @param node the holder on which all families agree
   * @param router what its agent says of the first family
   */
  Moves holder(String node, Optional<VirtualRouterStatus> router) {
    Optional<VirtualRouterStatus> active =
        router.filter(it -> it.state() == VirtualRouterState.ACTIVE);
    if (active.isEmpty()) {
      return this;
    }
    RouterTransition measured = active.get().lastTransition();
    if (last == null) {
      return new Moves(transition(null, node, active.get()), 0);
    }
    if (!node.equals(last.to())) {
      return new Moves(transition(last.to(), node, active.get()), next());
    }
    boolean again = measured != null && measured.time().isAfter(last.time());
    return again ? new Moves(transition(null, node, active.get()), next()) : this;
  }

  private int next() {
    return (count == null ? 0 : count) + 1;
  }

  private static Transition transition(
      @Nullable String from, String to, VirtualRouterStatus router) {
    RouterTransition measured = router.lastTransition();
    return measured == null
        ? new Transition(router.since(), from, to, "Elected", null, null)
        : new Transition(
            measured.time(),
            from,
            to,
            measured.reason(),
            measured.detectionMilliseconds(),
            measured.bindMicroseconds());
  }
}
