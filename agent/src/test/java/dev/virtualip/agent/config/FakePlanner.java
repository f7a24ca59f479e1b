package dev.virtualip.agent.config;

import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.plan.NodeFacts;
import dev.virtualip.plan.NodePlan;
import java.util.List;
import java.util.Objects;

/** Puts every VirtualIP on the first interface. */
final class FakePlanner {

  private FakePlanner() {}

  static NodePlan plan(VirtualIP virtualIP, NodeFacts node) {
    if (node.interfaces().isEmpty()) {
      return new NodePlan.Refusal("spec.addresses[0]", "is on no subnet", "give the node one");
    }
    return new NodePlan.Routers(
        List.of(
            RouterSpecs.router(
                virtualIP.getMetadata().getName(),
                Objects.requireNonNull(virtualIP.getSpec().virtualRouterID()),
                virtualIP.getSpec().addresses().toArray(String[]::new))));
  }
}
