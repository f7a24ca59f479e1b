package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.NodeOverride;
import dev.virtualip.api.v1alpha1.VirtualIPSpec;
import dev.virtualip.plan.NodePlan;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says why nodes that one would expect do not take part. */
final class Remarks {

  private static final int NAMES_SHOWN = 5;

  private Remarks() {}

  /**
   * Text to append to a message; empty if every node takes part.
   *
   * @param excluded nodes that only a label keeps away
   * @param refusals why eligible nodes can't run it
   * @param full nodes that hold as many addresses as they can
   */
  static String of(
      Collection<String> excluded,
      Map<String, NodePlan.Refusal> refusals,
      Collection<String> full) {
    StringBuilder text = new StringBuilder();
    if (!excluded.isEmpty()) {
      text.append("; excluded by label ")
          .append(Eligibility.EXCLUDE_LABEL)
          .append(": ")
          .append(names(excluded));
    }
    if (!refusals.isEmpty()) {
      text.append("; unable: ").append(Survey.shown(refusals));
    }
    if (!full.isEmpty()) {
      text.append("; too many addresses already: ").append(names(full));
    }
    return text.toString();
  }

  /** A node for which the user named an interface that it doesn't have, while others run. */
  static Optional<Notice> interfaceNotFound(
      VirtualIPSpec spec, Map<String, NodePlan.Refusal> refusals) {
    Map<String, NodePlan.Refusal> named = new TreeMap<>(refusals);
    named
        .keySet()
        .retainAll(
            spec.nodes().stream()
                .filter(override -> override.interfaceName() != null)
                .map(NodeOverride::name)
                .collect(Collectors.toSet()));
    named.values().removeIf(refusal -> !refusal.field().contains("interface"));
    return named.values().stream()
        .findFirst()
        .map(
            refusal ->
                new Notice(
                    Conditions.INTERFACE_NOT_FOUND,
                    Conditions.Truth.TRUE,
                    "InterfaceNotFound",
                    "%s: %s; %s".formatted(refusal.field(), refusal.message(), refusal.cure())));
  }

  /** The first names, and how many more there are. */
  static String names(Collection<String> names) {
    int hidden = names.size() - NAMES_SHOWN;
    return names.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "))
        + (hidden > 0 ? " and " + hidden + " more" : "");
  }
}
