package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds the conditions of one object by the rules of the Kubernetes API conventions: {@code
 * lastTransitionTime} moves only when the condition's status does.
 *
 * <p>Times have whole seconds, as in metav1.Time.
 */
public final class Conditions {

  /** Valid against the cluster. */
  public static final String ACCEPTED = "Accepted";

  /** Every participating agent whose Node is Ready runs this generation. */
  public static final String PROGRAMMED = "Programmed";

  /** Exactly one Active is heard. */
  public static final String READY = "Ready";

  /** Work is pending; of kstatus, which reads it only while True. */
  public static final String RECONCILING = "Reconciling";

  /** Retrying can't help; of kstatus, which reads it only while True. */
  public static final String STALLED = "Stalled";

  /** Whether the node that the annotation prefers can be; absent without the annotation. */
  public static final String PREFERRED_NODE = "PreferredNode";

  /** A node is to use an interface that it doesn't have, while others run; absent when false. */
  public static final String INTERFACE_NOT_FOUND = "InterfaceNotFound";

  /** More than one router holds the addresses; absent when false. */
  public static final String DUAL_ACTIVE = "DualActive";

  /** A router with no common address uses the VRID on the link; absent when false. */
  public static final String FOREIGN_ROUTER = "ForeignRouter";

  /** Another machine has an address; absent when false. */
  public static final String ADDRESS_CONFLICT = "AddressConflict";

  /** Those that every status has or may have, whatever agents report. */
  static final Set<String> OF_THE_OPERATOR =
      Set.of(ACCEPTED, PROGRAMMED, READY, RECONCILING, STALLED, PREFERRED_NODE);

  /** As many as the schema allows. */
  private static final int MOST = 16;

  private final List<Condition> previous;
  private final long generation;
  private final Instant now;
  private final List<Condition> built = new ArrayList<>();

  Conditions(@Nullable VirtualIPStatus previous, long generation, Instant now) {
    this.previous = previous == null ? List.of() : previous.conditions();
    this.generation = generation;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
  }

  /** The condition of a type; empty if the status has none. */
  public static Optional<Condition> find(@Nullable VirtualIPStatus status, String type) {
    return status == null ? Optional.empty() : find(status.conditions(), type);
  }

  /** Whether the status has the condition, and True. */
  public static boolean isTrue(@Nullable VirtualIPStatus status, String type) {
    return find(status, type).filter(condition -> condition.getStatus().equals("True")).isPresent();
  }

  /** What the condition was when it was built for this same generation. */
  Optional<Condition> ofThisGeneration(String type) {
    return find(previous, type)
        .filter(condition -> Long.valueOf(generation).equals(condition.getObservedGeneration()));
  }

  void set(String type, Truth status, String reason, String message) {
    String since =
        find(previous, type)
            .filter(condition -> condition.getStatus().equals(status.text()))
            .map(Condition::getLastTransitionTime)
            .orElseGet(now::toString);
    setSince(type, status, reason, message, since);
  }

  /** As {@link #set}, for a condition whose time begins anew with each generation. */
  void setSince(String type, Truth status, String reason, String message, String since) {
    built.add(
        new ConditionBuilder()
            .withType(type)
            .withStatus(status.text())
            .withObservedGeneration(generation)
            .withLastTransitionTime(since)
            .withReason(reason)
            .withMessage(message)
            .build());
  }

  List<Condition> build() {
    return List.copyOf(built.subList(0, Math.min(built.size(), MOST)));
  }

  /** The three values of a condition's status. */
  enum Truth {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String text;

    Truth(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }

    static Truth of(boolean value) {
      return value ? TRUE : FALSE;
    }
  }

  private static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(condition -> condition.getType().equals(type)).findFirst();
  }
}
