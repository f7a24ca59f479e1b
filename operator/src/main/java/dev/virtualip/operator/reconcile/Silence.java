package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.VirtualIPNodeStatus;
import dev.virtualip.operator.plan.ClusterNode;
import dev.virtualip.operator.plan.NodeReport;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Since when agents have left what they were told unanswered. It is kept in memory only: a
 * restarted operator waits for them once more.
 */
final class Silence {

  /** The generation that the agent answered last, and since when that is not the present one. */
  private record Unanswered(long answered, Instant since) {

    Instant until() {
      return since.plusSeconds(ClusterNode.SILENCE_SECONDS);
    }
  }

  private final Map<String, Unanswered> unanswered = new HashMap<>();

  /** The nodes whose agents are not waited for any more. */
  Set<String> observe(List<NodeReport> reports, Instant now) {
    Map<String, Unanswered> before = Map.copyOf(unanswered);
    unanswered.clear();
    for (NodeReport report : reports) {
      if (report.spec() != null && !report.current()) {
        VirtualIPNodeStatus status = report.status();
        long answered = status == null ? -1 : status.observedGeneration();
        Unanswered known = before.get(report.node());
        unanswered.put(
            report.node(),
            known != null && known.answered() == answered ? known : new Unanswered(answered, now));
      }
    }
    return unanswered.entrySet().stream()
        .filter(it -> !now.isBefore(it.getValue().until()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** When another one is not waited for any more, unless it answers. */
  Optional<Instant> nextChange(Instant now) {
    return unanswered.values().stream()
        .map(Unanswered::until)
        .filter(now::isBefore)
        .min(Instant::compareTo);
  }
}
