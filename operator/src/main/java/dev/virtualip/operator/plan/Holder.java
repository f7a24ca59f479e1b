package dev.virtualip.operator.plan;

import java.time.Instant;
import java.util.List;

/** Who is Active in one virtual router, by what agents hear on the network. */
public sealed interface Holder {

  /**
   * A node of this cluster.
   *
   * @param router source address of its advertisements
   * @param since when it became Active
   */
  record ActiveNode(String node, String router, Instant since) implements Holder {}

  /** A router whose address no agent reports as its node's own. */
  record ExternalRouter(String router, Instant since) implements Holder {}

  /**
   * More than one, each of them heard or claimed by an agent that is alive.
   *
   * @param routers each as its node, if it has one, and its source address
   */
  record Several(List<String> routers) implements Holder {
    public Several {
      routers = List.copyOf(routers);
    }
  }

  /** No agent hears an Active. */
  record None() implements Holder {}
}
