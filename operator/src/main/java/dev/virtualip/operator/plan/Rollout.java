package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterState;
import dev.virtualip.api.v1alpha1.VirtualRouterStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How far the agents have come with the plan of one VirtualIP. Only those count whose Node is
 * Ready: nobody waits for a dead machine.
 *
 * @param participating nodes that are to run a virtual router
 * @param electing participating nodes that are Ready and whose routers are Backup or Active
 * @param expected nodes that are Ready and have something to do: to run a router, or to release one
 * @param behind those of them that haven't done it, by name
 * @param troubles why routers that are to run can't, each after the name of its node
 */
record Rollout(
    long generation,
    int participating,
    int electing,
    int expected,
    List<String> behind,
    List<String> troubles) {

  private static final int NAMES_SHOWN = 5;

  static Rollout of(VirtualIPPlan plan, Reports reports) {
    Map<String, List<VirtualRouterSpec>> participants =
        plan instanceof VirtualIPPlan.Accepted accepted ? accepted.participants() : Map.of();
    String name = plan.virtualIP().name();
    int electing = 0;
    int expected = 0;
    TreeSet<String> behind = new TreeSet<>();
    List<String> troubles = new ArrayList<>();
    for (NodeReport report : reports.concerning(name, participants.keySet())) {
      List<VirtualRouterSpec> wanted = participants.getOrDefault(report.node(), List.of());
      List<VirtualRouterStatus> actual = report.virtualRouters(name);
      if (!report.ready() || (wanted.isEmpty() && actual.isEmpty())) {
        continue;
      }
      expected++;
      actual.stream()
          .filter(it -> !wanted.isEmpty() && !elects(it) && it.message() != null)
          .findFirst()
          .ifPresent(it -> troubles.add(report.node() + ": " + it.message()));
      if (!runs(wanted, actual)) {
        behind.add(report.node());
      } else if (!wanted.isEmpty() && actual.stream().allMatch(Rollout::elects)) {
        electing++;
      }
    }
    return new Rollout(
        plan.virtualIP().generation(),
        participants.size(),
        electing,
        expected,
        List.copyOf(behind),
        List.copyOf(troubles));
  }

  /** Whether everybody has done it and can run it. */
  boolean complete() {
    return applied() && troubles.isEmpty();
  }

  /** Whether everybody has done it; whether it works is another matter. */
  boolean applied() {
    return behind.isEmpty() && (participating == 0 || expected > 0);
  }

  /** Why it isn't complete, CamelCase. */
  String reason() {
    if (expected == 0) {
      return "NoReadyNode";
    }
    return behind.isEmpty() ? "CannotRun" : "Programming";
  }

  String message() {
    String done =
        "%d of %d agents run generation %d"
            .formatted(expected - behind.size(), expected, generation);
    return done + late() + trouble();
  }

  private String late() {
    if (behind.isEmpty()) {
      return "";
    }
    String names = String.join(", ", behind.subList(0, Math.min(behind.size(), NAMES_SHOWN)));
    int hidden = behind.size() - NAMES_SHOWN;
    return "; not yet: " + names + (hidden > 0 ? " and " + hidden + " more" : "");
  }

  private String trouble() {
    if (troubles.isEmpty()) {
      return "";
    }
    int hidden = troubles.size() - 1;
    return "; " + troubles.getFirst() + (hidden > 0 ? " (and " + hidden + " more)" : "");
  }

  private static boolean runs(List<VirtualRouterSpec> wanted, List<VirtualRouterStatus> actual) {
    return wanted.size() == actual.size()
        && wanted.stream().allMatch(spec -> actual.stream().anyMatch(status -> is(spec, status)));
  }

  private static boolean is(VirtualRouterSpec spec, VirtualRouterStatus status) {
    return spec.virtualIP().equals(status.virtualIP())
        && spec.family() == status.family()
        && spec.interfaceName().equals(status.interfaceName())
        && spec.virtualRouterID() == status.virtualRouterID();
  }

  private static boolean elects(VirtualRouterStatus status) {
    return status.state() != VirtualRouterState.INITIALIZE;
  }
}
