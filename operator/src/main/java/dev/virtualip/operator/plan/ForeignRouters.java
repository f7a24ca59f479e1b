package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.ForeignVirtualRouter;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The routers outside the cluster that are heard where one VirtualIP runs.
 *
 * @param heard by the nodes that can run it, on the interfaces that it would be on
 */
record ForeignRouters(List<Heard> heard) {

  /** One of them, and the node that hears it. */
  record Heard(String node, ForeignVirtualRouter router) {}

  static ForeignRouters of(List<Finding.Candidate> candidates) {
    List<Heard> heard = new ArrayList<>();
    for (Finding.Candidate candidate : candidates) {
      for (VirtualRouterSpec own : candidate.trial()) {
        candidate.node().foreign().stream()
            .filter(it -> it.family() == own.family())
            .filter(it -> it.interfaceName().equals(own.interfaceName()))
            .forEach(it -> heard.add(new Heard(candidate.node().name(), it)));
      }
    }
    return new ForeignRouters(List.copyOf(heard));
  }

  /** The VRIDs that are in use there. */
  Set<Integer> virtualRouterIDs() {
    Set<Integer> numbers = new TreeSet<>();
    heard.forEach(it -> numbers.add(it.router().virtualRouterID()));
    return numbers;
  }

  /** One that uses the VRID for addresses of its own: a stranger, and no partner. */
  Optional<Heard> stranger(int virtualRouterID, List<String> addresses) {
    return heard.stream()
        .filter(it -> it.router().virtualRouterID() == virtualRouterID)
        .filter(it -> Collections.disjoint(it.router().addresses(), addresses))
        .findFirst();
  }

  /** What to report while a stranger uses the VRID. */
  Optional<Notice> notice(DeclaredVirtualIP virtualIP, int virtualRouterID) {
    return stranger(virtualRouterID, virtualIP.spec().addresses())
        .map(
            it ->
                new Notice(
                    Conditions.FOREIGN_ROUTER,
                    Conditions.Truth.TRUE,
                    "VirtualRouterIDConflict",
                    "VRID %d is used by %s for %s, as %s of node %s hears; %s"
                        .formatted(
                            virtualRouterID,
                            it.router().source(),
                            String.join(", ", it.router().addresses()),
                            it.router().interfaceName(),
                            it.node(),
                            virtualIP.spec().virtualRouterID() == null
                                ? "another one will be allocated"
                                : "choose another spec.virtualRouterID, or remove the field to have"
                                    + " one allocated")));
  }
}
