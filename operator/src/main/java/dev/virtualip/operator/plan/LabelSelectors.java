package dev.virtualip.operator.plan;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a label selector by the rules of {@code k8s.io/apimachinery} ({@code
 * LabelSelectorAsSelector}); the client library only sends selectors, it evaluates none.
 */
final class LabelSelectors {

  private LabelSelectors() {}

  /**
   * Whether all requirements hold; an absent or empty selector matches everything.
   *
   * @param selector one that the schema has let through
   */
  static boolean matches(@Nullable LabelSelector selector, Map<String, String> labels) {
    if (selector == null) {
      return true;
    }
    return matchLabels(selector).entrySet().stream()
            .allMatch(label -> label.getValue().equals(labels.get(label.getKey())))
        && matchExpressions(selector).stream()
            .allMatch(requirement -> matches(requirement, labels.get(requirement.getKey())));
  }

  /** NotIn holds for a label that is absent, as in Kubernetes. */
  private static boolean matches(LabelSelectorRequirement requirement, @Nullable String value) {
    return switch (requirement.getOperator()) {
      case "In" -> value != null && values(requirement).contains(value);
      case "NotIn" -> value == null || !values(requirement).contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> false;
    };
  }

  private static Map<String, String> matchLabels(LabelSelector selector) {
    return Objects.requireNonNullElse(selector.getMatchLabels(), Map.of());
  }

  private static List<LabelSelectorRequirement> matchExpressions(LabelSelector selector) {
    return Objects.requireNonNullElse(selector.getMatchExpressions(), List.of());
  }

  private static List<String> values(LabelSelectorRequirement requirement) {
    return Objects.requireNonNullElse(requirement.getValues(), List.of());
  }
}
