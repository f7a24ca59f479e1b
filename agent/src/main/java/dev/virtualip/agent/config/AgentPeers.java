package dev.virtualip.agent.config;

import dev.virtualip.api.v1alpha1.InterfacePeers;
import dev.virtualip.api.v1alpha1.PeerMode;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.plan.Addresses;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The other agents are told once for each interface. The protocol thread asks for the peers of one
 * router and does not care who is in the cluster.
 */
final class AgentPeers {

  private AgentPeers() {}

  /** The router, with the agents of its interface and family among its peers. */
  static VirtualRouterSpec added(VirtualRouterSpec router, List<InterfacePeers> peers) {
    if (router.peerMode() == PeerMode.MULTICAST) {
      return router;
    }
    Set<String> all = new LinkedHashSet<>();
    for (InterfacePeers onInterface : peers) {
      // A file may leave out what the API server requires.
      @Nullable String name = onInterface.interfaceName();
      if (router.interfaceName().equals(name)) {
        onInterface.addresses().stream().filter(text -> isFor(router, text)).forEach(all::add);
      }
    }
    all.addAll(router.externalPeers());
    return router.withExternalPeers(List.copyOf(all));
  }

  private static boolean isFor(VirtualRouterSpec router, String text) {
    return Addresses.canonical(text).filter(address -> isFor(router, address)).isPresent();
  }

  private static boolean isFor(VirtualRouterSpec router, InetAddress address) {
    return Addresses.family(address) == router.family() && Addresses.isUnicast(address);
  }
}
