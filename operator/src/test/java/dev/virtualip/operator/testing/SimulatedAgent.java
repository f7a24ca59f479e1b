package dev.virtualip.operator.testing;

import dev.virtualip.api.v1alpha1.ActiveSource;
import dev.virtualip.api.v1alpha1.AgentStatus;
import dev.virtualip.api.v1alpha1.ForeignVirtualRouter;
import dev.virtualip.api.v1alpha1.InterfacePeers;
import dev.virtualip.api.v1alpha1.InterfaceStatus;
import dev.virtualip.api.v1alpha1.PeerMode;
import dev.virtualip.api.v1alpha1.RouterTransition;
import dev.virtualip.api.v1alpha1.VirtualIPNodeSpec;
import dev.virtualip.api.v1alpha1.VirtualIPNodeStatus;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterState;
import dev.virtualip.api.v1alpha1.VirtualRouterStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An agent as the operator sees it: it runs what it is told, hears who is Active, and reports. Of
 * the protocol it knows who wins an election, and nothing of time.
 */
final class SimulatedAgent {

  /** One virtual router of it. */
  static final class Router {
    VirtualRouterSpec spec;
    boolean active;
    boolean yielded;
    Instant since;
    final Map<String, Instant> heard = new TreeMap<>();
    @Nullable RouterTransition transition;

    Router(VirtualRouterSpec spec, Instant since) {
      this.spec = spec;
      this.since = since;
    }
  }

  final String node;
  final String address;
  final Map<String, Router> routers = new TreeMap<>();
  boolean alive = true;
  boolean online = true;
  final List<String> subnets = new ArrayList<>();
  final List<ForeignVirtualRouter> foreign = new ArrayList<>();
  final Set<String> failing = new TreeSet<>();
  private @Nullable VirtualIPNodeSpec spec;
  private long generation;
  private final Instant start;

  SimulatedAgent(String node, String address, Instant start) {
    this.node = node;
    this.address = address;
    subnets.add(address + "/24");
    this.start = start;
  }

  /** Does what it is told; a router whose numbers change stays Active if it was. */
  void follow(@Nullable VirtualIPNodeSpec told, long itsGeneration, Instant now) {
    if (!alive || !online || told == null) {
      return;
    }
    spec = told;
    generation = itsGeneration;
    Map<String, Router> before = new HashMap<>(routers);
    routers.clear();
    for (VirtualRouterSpec wanted : told.virtualRouters()) {
      String key = key(wanted);
      Router router = before.getOrDefault(key, new Router(wanted, now));
      if (!wanted.handOver()) {
        router.yielded = false;
      }
      router.spec = wanted;
      routers.put(key, router);
    }
  }

  static String key(VirtualRouterSpec router) {
    return router.virtualIP().uid() + "/" + router.family();
  }

  int effectivePriority(Router router) {
    boolean drained = spec != null && spec.drain();
    int priority = router.spec.priority();
    return drained || router.yielded ? 1 + priority / 16 : priority;
  }

  /** Whether an advertisement of the other reaches it. */
  boolean hears(Router own, SimulatedAgent other, Router its) {
    return own.spec.virtualRouterID() == its.spec.virtualRouterID()
        && own.spec.version() == its.spec.version()
        && ((multicast(own) && multicast(its))
            || (unicast(own) && unicast(its) && knows(other) && other.knows(this)));
  }

  private static boolean multicast(Router router) {
    return router.spec.peerMode() != PeerMode.UNICAST;
  }

  private static boolean unicast(Router router) {
    return router.spec.peerMode() != PeerMode.MULTICAST;
  }

  private boolean knows(SimulatedAgent other) {
    return spec != null
        && spec.peers().stream()
            .map(InterfacePeers::addresses)
            .anyMatch(addresses -> addresses.contains(other.address));
  }

  VirtualIPNodeStatus report() {
    List<VirtualRouterStatus> reported = new ArrayList<>();
    routers
        .values()
        .forEach(
            router ->
                reported.add(
                    new VirtualRouterStatus(
                        router.spec.virtualIP(),
                        router.spec.family(),
                        router.spec.interfaceName(),
                        router.spec.virtualRouterID(),
                        router.active ? VirtualRouterState.ACTIVE : VirtualRouterState.BACKUP,
                        effectivePriority(router),
                        router.since,
                        router.heard.entrySet().stream()
                            .map(it -> new ActiveSource(it.getKey(), it.getValue()))
                            .toList(),
                        List.copyOf(failing),
                        router.transition,
                        List.of(),
                        null)));
    return new VirtualIPNodeStatus(
        generation,
        spec == null ? null : spec.reportRequest(),
        new AgentStatus("1", start),
        List.of(new InterfaceStatus("eth0", List.copyOf(subnets), address, null)),
        reported,
        List.copyOf(foreign));
  }
}
