package dev.virtualip.plan;

import dev.virtualip.api.v1alpha1.NodeOverride;
import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualIPSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Turns one VirtualIP into what one node is to run. */
public final class NodePlanner {

  private NodePlanner() {}

  /**
   * Plans {@code virtualIP} for the node, with a VRID and a priority that were decided elsewhere.
   *
   * @param virtualRouterID 1..255
   * @param priority 1..254, or 255 for the address owner, on which the addresses may already be
   *     assigned
   * @return no virtual router while suspended
   */
  public static NodePlan plan(
      VirtualIP virtualIP, int virtualRouterID, int priority, NodeFacts node) {
    return plan(
        virtualIP,
        virtualRouterID,
        priority,
        Defaults.preemptDelaySeconds(virtualIP.getSpec()),
        VirtualIPValidator.validate(virtualIP.getSpec()),
        node);
  }

  /**
   * As {@link #plan}, for a spec that {@link VirtualIPValidator#validate} has found nothing wrong
   * with: once for hundreds of nodes.
   */
  public static NodePlan planValid(
      VirtualIP virtualIP, int virtualRouterID, int priority, NodeFacts node) {
    return plan(
        virtualIP,
        virtualRouterID,
        priority,
        Defaults.preemptDelaySeconds(virtualIP.getSpec()),
        List.of(),
        node);
  }

  private static NodePlan plan(
      VirtualIP virtualIP,
      int virtualRouterID,
      int priority,
      int preemptDelaySeconds,
      List<NodePlan.Refusal> violations,
      NodeFacts node) {
    VirtualIPSpec spec = virtualIP.getSpec();
    if (!violations.isEmpty()) {
      return violations.getFirst();
    }
    if (Defaults.suspend(spec)) {
      return new NodePlan.Routers(List.of());
    }
    return switch (InterfaceChoice.of(spec, priority, node)) {
      case InterfaceChoice.Refused(NodePlan.Refusal refusal) -> refusal;
      case InterfaceChoice.Chosen(List<InterfaceChoice.Place> places) ->
          new NodePlan.Routers(
              places.stream()
                  .map(
                      place ->
                          router(virtualIP, virtualRouterID, priority, preemptDelaySeconds, place))
                  .toList());
    };
  }

  private static VirtualRouterSpec router(
      VirtualIP virtualIP,
      int virtualRouterID,
      int priority,
      int preemptDelaySeconds,
      InterfaceChoice.Place place) {
    VirtualIPSpec spec = virtualIP.getSpec();
    return new VirtualRouterSpec(
        reference(virtualIP.getMetadata()),
        place.family(),
        place.interfaceName(),
        virtualRouterID,
        Defaults.version(spec),
        priority,
        Defaults.advertisementIntervalMilliseconds(spec),
        Defaults.preempt(spec),
        preemptDelaySeconds,
        place.addresses(),
        Defaults.checksum(spec),
        spec.authentication(),
        Defaults.peerMode(spec),
        Defaults.externalPeers(spec, place.family()),
        spec.healthChecks(),
        false);
  }

  /**
   * Plans a VirtualIP that was read from a file, where no operator decides anything: the VRID must
   * be given, and the priority is that of {@code spec.nodes}, else {@link Ranks#priorityAlone}.
   */
  public static NodePlan planAlone(VirtualIP virtualIP, NodeFacts node) {
    VirtualIPSpec spec = virtualIP.getSpec();
    Integer virtualRouterID = spec.virtualRouterID();
    if (virtualRouterID == null) {
      return new NodePlan.Refusal(
          "spec.virtualRouterID",
          "is missing, and without an operator nobody allocates one",
          "give the same number 1..255 on every machine, unique on the link");
    }
    int priority =
        override(spec, node.name())
            .map(NodeOverride::priority)
            .orElseGet(() -> Ranks.priorityAlone(virtualIP.getMetadata().getName(), node.name()));
    // Nobody else decides when the machines of a file are ready again, so nothing is waited for.
    Integer delay = spec.preemptDelaySeconds();
    return plan(
        virtualIP,
        virtualRouterID,
        priority,
        delay == null ? 0 : delay,
        VirtualIPValidator.validateManifest(spec),
        node);
  }

  /** What {@code spec.nodes} says of the node. */
  public static Optional<NodeOverride> override(VirtualIPSpec spec, String node) {
    return spec.nodes().stream().filter(override -> node.equals(override.name())).findFirst();
  }

  private static VirtualIPReference reference(ObjectMeta metadata) {
    return new VirtualIPReference(
        metadata.getName(),
        Objects.requireNonNullElse(metadata.getUid(), ""),
        Objects.requireNonNullElse(metadata.getGeneration(), 0L));
  }
}
