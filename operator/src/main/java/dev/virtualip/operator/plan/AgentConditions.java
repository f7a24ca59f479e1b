package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.Limits;
import dev.virtualip.api.v1alpha1.RouterCondition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What agents report to trouble the virtual routers of one VirtualIP. */
record AgentConditions(List<Reported> reported) {

  private static final int SHOWN = 3;

  private static final List<String> FIRST =
      List.of(Conditions.DUAL_ACTIVE, Conditions.ADDRESS_CONFLICT);

  /** What the API server takes for a type, and for a reason. */
  private static final Pattern TYPE = Pattern.compile(Limits.CONDITION_TYPE_PATTERN);

  private static final Pattern REASON = Pattern.compile(Limits.REASON_PATTERN);

  record Reported(String node, RouterCondition condition) {}

  /** Those of Ready nodes: a dead agent's troubles are over. */
  static AgentConditions of(String virtualIP, Reports reports) {
    List<Reported> reported = new ArrayList<>();
    for (NodeReport report : reports.of(virtualIP)) {
      if (report.ready()) {
        report
            .virtualRouters(virtualIP)
            .forEach(
                router ->
                    router.conditions().stream()
                        .filter(it -> TYPE.matcher(it.type()).matches())
                        .filter(it -> REASON.matcher(it.reason()).matches())
                        .forEach(it -> reported.add(new Reported(report.node(), it))));
      }
    }
    reported.sort(Comparator.comparing(Reported::node));
    return new AgentConditions(List.copyOf(reported));
  }

  /**
   * All of them, those that concern who holds the addresses first; a type that says what only the
   * operator can is left out.
   */
  List<Notice> notices() {
    Set<String> types = new LinkedHashSet<>(FIRST);
    reported.stream()
        .map(it -> it.condition().type())
        .filter(type -> !Conditions.OF_THE_OPERATOR.contains(type))
        .sorted()
        .forEach(types::add);
    return types.stream().flatMap(type -> notice(type).stream()).toList();
  }

  /** The condition of one type, summed up over the nodes; empty if none reports it. */
  Optional<Notice> notice(String type) {
    List<Reported> ofType =
        reported.stream().filter(it -> it.condition().type().equals(type)).toList();
    if (ofType.isEmpty()) {
      return Optional.empty();
    }
    int hidden = ofType.size() - SHOWN;
    return Optional.of(
        new Notice(
            type,
            Conditions.Truth.TRUE,
            ofType.getFirst().condition().reason(),
            String.join(
                    "; ",
                    ofType.stream()
                        .limit(SHOWN)
                        .map(it -> it.node() + ": " + it.condition().message())
                        .toList())
                + (hidden > 0 ? " (and " + hidden + " more)" : "")));
  }
}
