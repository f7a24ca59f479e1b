package dev.virtualip.agent.loop;

import dev.virtualip.agent.vrrp.HeardPaths;
import dev.virtualip.agent.vrrp.Path;
import dev.virtualip.agent.vrrp.Paths;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.RouterCondition;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.plan.Addresses;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the ways by which a virtual router and its peers reach each other. */
final class PathConditions {

  static final String PEER_ON_ONE_PATH = "PeerOnOnePath";
  static final String NO_PEERS = "NoPeers";

  /** As many as a status has room for beside what else may trouble a router. */
  private static final int MOST = 8;

  private PathConditions() {}

  static List<RouterCondition> of(
      VirtualRouterSpec spec, Paths paths, List<HeardPaths.OneSided> oneSided) {
    if (!paths.unicast()) {
      return List.of();
    }
    List<RouterCondition> conditions = new ArrayList<>();
    if (!paths.multicast() && paths.peers().isEmpty()) {
      conditions.add(
          new RouterCondition(
              NO_PEERS,
              "NoPeers",
              "peers.mode is Unicast and no peer is known on %s, so nobody hears this router and it elects alone; name the others in peers.external, or have other nodes of the cluster take part"
                  .formatted(spec.interfaceName())));
    }
    if (paths.isBoth()) {
      oneSided.stream()
          .limit(MOST)
          .map(one -> condition(one, spec, paths))
          .forEach(conditions::add);
    }
    return List.copyOf(conditions);
  }

  private static RouterCondition condition(
      HeardPaths.OneSided one, VirtualRouterSpec spec, Paths paths) {
    String peer = Addresses.text(one.source());
    if (one.heard() == Path.UNICAST) {
      return new RouterCondition(
          PEER_ON_ONE_PATH,
          "MulticastMissing",
          "%s is heard by unicast only; see that its peers.mode is Both and that firewalls and the switch (IGMP or MLD snooping) let IP protocol 112 to %s pass from it to %s"
              .formatted(
                  peer,
                  spec.family() == Family.IPV4 ? "224.0.0.18" : "ff02::12",
                  spec.interfaceName()));
    }
    return paths.peers().contains(one.source())
        ? new RouterCondition(
            PEER_ON_ONE_PATH,
            "UnicastMissing",
            "%s is heard by multicast only; see that it has this node as a unicast peer and that firewalls let IP protocol 112 pass from it to this node's own address on %s"
                .formatted(peer, spec.interfaceName()))
        : new RouterCondition(
            PEER_ON_ONE_PATH,
            "NotAPeer",
            "%s is heard by multicast only because it is no peer of this router; add it to peers.external"
                .formatted(peer));
  }
}
