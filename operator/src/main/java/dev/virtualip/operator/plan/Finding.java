package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.plan.NodePlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whether and where one VirtualIP can run, by a {@link Survey}. */
sealed interface Finding {

  /** No agent of an eligible node has reported its interfaces. */
  record Unreported() implements Finding {}

  record Refused(String reason, String message) implements Finding {}

  /**
   * Some nodes can run it.
   *
   * @param candidates nodes that can run it, in the order of names
   * @param ranked priorities of the participants, without what the preferred node gets, by node
   *     name
   * @param foreign what the agents of the candidates hear
   * @param refusals why other eligible nodes can't, by node name
   */
  record Feasible(
      List<Candidate> candidates,
      Map<String, Integer> ranked,
      ForeignRouters foreign,
      Set<Link> links,
      Map<String, NodePlan.Refusal> refusals)
      implements Finding {

    int advertisementIntervalMilliseconds() {
      return candidates.getFirst().trial().getFirst().advertisementIntervalMilliseconds();
    }

    List<String> networks() {
      return links.stream().map(Link::network).toList();
    }

    /** The priority of each participant, by node name. */
    Map<String, Integer> priorities(DeclaredVirtualIP virtualIP) {
      if (virtualIP.preferredNode() == null) {
        return ranked;
      }
      Map<String, Integer> priorities = new TreeMap<>(ranked);
      Preference.apply(
          virtualIP,
          candidates.stream().map(it -> it.node().name()).collect(Collectors.toSet()),
          priorities);
      return priorities;
    }

    /** The virtual routers of each participant, by node name. */
    Map<String, List<VirtualRouterSpec>> virtualRouters(
        Map<String, Integer> priorities, int virtualRouterID) {
      Map<String, List<VirtualRouterSpec>> participants = new LinkedHashMap<>();
      for (Candidate candidate : candidates) {
        Integer priority = priorities.get(candidate.node().name());
        if (priority != null) {
          participants.put(
              candidate.node().name(), candidate.virtualRouters(virtualRouterID, priority));
        }
      }
      return participants;
    }
  }

  /**
   * A node that can run the VirtualIP.
   *
   * @param trial what it would run, with numbers of no meaning
   * @param links where that would be
   */
  record Candidate(ClusterNode node, List<VirtualRouterSpec> trial, List<Link> links) {

    /** The same on a node that may have changed, but for its interfaces. */
    @SuppressWarnings("ReferenceEquality") // The same object needs no comparison.
    Candidate at(ClusterNode present) {
      return present == node ? this : new Candidate(present, trial, links);
    }

    List<VirtualRouterSpec> virtualRouters(int virtualRouterID, int priority) {
      return trial.stream().map(router -> router.withNumbers(virtualRouterID, priority)).toList();
    }
  }
}
