package dev.virtualip.operator.testing;

import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import io.fabric8.kubernetes.api.model.Condition;
import org.jspecify.annotations.Nullable;

/** What kubectl-like tools make of a status: the rules of cli-utils, pkg/kstatus/status. */
public final class KStatus {

  private KStatus() {}

  /** InProgress, Failed or Current, in the order in which kstatus looks. */
  public static String of(long generation, @Nullable VirtualIPStatus status) {
    long observed = status == null ? -1 : status.observedGeneration();
    if (observed != generation || is(status, "Reconciling", "True")) {
      return "InProgress";
    }
    if (is(status, "Stalled", "True")) {
      return "Failed";
    }
    return is(status, "Ready", "False") || is(status, "Ready", "Unknown")
        ? "InProgress"
        : "Current";
  }

  private static boolean is(@Nullable VirtualIPStatus status, String type, String value) {
    if (status == null) {
      return false;
    }
    for (Condition condition : status.conditions()) {
      if (condition.getType().equals(type)) {
        return condition.getStatus().equals(value);
      }
    }
    return false;
  }
}
