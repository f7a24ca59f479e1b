package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.VirtualIPNodeSpec;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders the whole spec of one VirtualIPNode from the plan of the cluster. */
public final class DesiredNode {

  private DesiredNode() {}

  /**
   * The spec, its virtual routers in the order of (VirtualIP, family).
   *
   * <p>A VirtualIP whose status is not stored yet, or that is refused or pending, keeps what the
   * node runs of it: an agent changes its routers for a decision and never for the lack of one.
   *
   * @param node metadata.name of the Node
   * @param running the virtual routers of its present spec
   * @param statuses the stored status of each VirtualIP, by name
   */
  public static VirtualIPNodeSpec spec(
      String clusterUID,
      ClusterPlan plan,
      String node,
      List<VirtualRouterSpec> running,
      Map<String, VirtualIPStatus> statuses) {
    List<VirtualRouterSpec> routers = new ArrayList<>();
    plan.virtualIPs()
        .forEach(
            (name, virtualIP) -> {
              if (virtualIP instanceof VirtualIPPlan.Accepted accepted
                  && publishes(accepted, statuses.get(name))) {
                routers.addAll(accepted.participants().getOrDefault(node, List.of()));
              } else {
                running.stream()
                    .filter(router -> serves(virtualIP.virtualIP(), router))
                    .filter(router -> plan.mayGoOn(virtualIP, router))
                    .forEach(routers::add);
              }
            });
    routers.sort(
        Comparator.comparing((VirtualRouterSpec router) -> router.virtualIP().name())
            .thenComparing(VirtualRouterSpec::family));
    return VirtualIPNodeSpec.of(clusterUID, routers);
  }

  /** Whether the stored status holds this plan: a VRID counts once it is stored. */
  private static boolean publishes(VirtualIPPlan.Accepted plan, @Nullable VirtualIPStatus status) {
    return status != null
        && status.observedGeneration() == plan.virtualIP().generation()
        && plan.virtualRouterID().equals(status.virtualRouterID())
        && Conditions.isTrue(status, Conditions.ACCEPTED);
  }

  private static boolean serves(DeclaredVirtualIP virtualIP, VirtualRouterSpec router) {
    return router.virtualIP().uid().equals(virtualIP.uid());
  }
}
