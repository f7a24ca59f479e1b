package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.InterfacePeers;
import dev.virtualip.api.v1alpha1.InterfaceStatus;
import dev.virtualip.api.v1alpha1.VirtualIPNodeSpec;
import dev.virtualip.api.v1alpha1.VirtualIPNodeStatus;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one node was told, what its agent says, and how much that is worth.
 *
 * @param node metadata.name of the Node
 * @param ready whether the Node is Ready: what a dead agent said last stays written
 * @param gone whether it has been not Ready for {@link ClusterNode#GRACE_SECONDS}
 * @param spec what its VirtualIPNode says now; null while there is none
 * @param current whether {@code status} answers this very spec
 * @param status null until the agent has reported
 */
public record NodeReport(
    String node,
    boolean ready,
    boolean gone,
    @Nullable VirtualIPNodeSpec spec,
    boolean current,
    @Nullable VirtualIPNodeStatus status) {

  /** What it says of the virtual routers of one VirtualIP. */
  List<VirtualRouterStatus> virtualRouters(String virtualIP) {
    return status == null
        ? List.of()
        : status.virtualRouters().stream()
            .filter(router -> router.virtualIP().name().equals(virtualIP))
            .toList();
  }

  /** What it says of one virtual router. */
  Optional<VirtualRouterStatus> runs(String virtualIP, Family family) {
    return virtualRouters(virtualIP).stream()
        .filter(router -> router.family() == family)
        .findFirst();
  }

  /** The virtual routers that it was told to run. */
  List<VirtualRouterSpec> told() {
    return spec == null ? List.of() : spec.virtualRouters();
  }

  /** What it was told of one virtual router. */
  Optional<VirtualRouterSpec> told(String virtualIP, Family family) {
    return told().stream()
        .filter(router -> router.virtualIP().name().equals(virtualIP))
        .filter(router -> router.family() == family)
        .findFirst();
  }

  /** Whether it was told to hear this address on the interface by unicast. */
  boolean toldPeer(String interfaceName, String address) {
    return spec != null
        && spec.peers().stream()
            .filter(peers -> peers.interfaceName().equals(interfaceName))
            .map(InterfacePeers::addresses)
            .anyMatch(addresses -> addresses.contains(address));
  }

  /** The interface as the agent reported it. */
  Optional<InterfaceStatus> reportedInterface(String name) {
    return status == null
        ? Optional.empty()
        : status.interfaces().stream().filter(it -> it.name().equals(name)).findFirst();
  }

  /** The address that its advertisements come from. */
  Optional<String> source(String interfaceName, Family family) {
    return reportedInterface(interfaceName)
        .map(it -> family == Family.IPV4 ? it.primaryIPv4() : it.linkLocalIPv6());
  }
}
