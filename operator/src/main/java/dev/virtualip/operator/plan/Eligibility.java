package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.VirtualIPSpec;
import dev.virtualip.plan.NodePlanner;

/** Which nodes may hold the addresses of a VirtualIP. */
public final class Eligibility {

  /** Set by an administrator on a Node that no load balancer shall send traffic to. */
  public static final String EXCLUDE_LABEL =
      "node.kubernetes.io/exclude-from-external-load-balancers";

  private Eligibility() {}

  /**
   * Whether the node matches {@code spec.nodeSelector} and isn't excluded; a node that {@code
   * spec.nodes} names is wanted by the user in spite of the label. As for a Service, the label's
   * presence counts and not its value.
   */
  static boolean eligible(VirtualIPSpec spec, ClusterNode node) {
    return selected(spec, node) && !excluded(spec, node);
  }

  /** Whether it would be eligible but for the label. */
  static boolean excludedByLabel(VirtualIPSpec spec, ClusterNode node) {
    return selected(spec, node) && excluded(spec, node);
  }

  private static boolean selected(VirtualIPSpec spec, ClusterNode node) {
    return LabelSelectors.matches(spec.nodeSelector(), node.labels());
  }

  private static boolean excluded(VirtualIPSpec spec, ClusterNode node) {
    return node.labels().containsKey(EXCLUDE_LABEL)
        && NodePlanner.override(spec, node.name()).isEmpty();
  }
}
