package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPNodeSpec;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import dev.virtualip.operator.plan.Conditions;
import dev.virtualip.operator.testing.SimulatedLan;
import dev.virtualip.operator.testing.TestClock;
import dev.virtualip.operator.testing.VirtualIPs;
import dev.virtualip.plan.Rendezvous;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Both reconcilers with their change router against a cluster in memory whose agents run what they
 * are told: everything but the clients, in virtual time.
 */
final class RunningCluster {

  private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

  private final TestClock clock = new TestClock(START);
  private final FakeCluster cluster = new FakeCluster(clock);
  private final SimulatedLan lan = new SimulatedLan();
  private final TreeSet<String> pendingVirtualIPs = new TreeSet<>();
  private final TreeSet<String> pendingNodes = new TreeSet<>();
  private final Map<String, Instant> virtualIPDeadlines = new TreeMap<>();
  private final Map<String, Instant> nodeDeadlines = new TreeMap<>();
  private final List<String> events = new ArrayList<>();
  private final News news =
      new News(
          cluster,
          (virtualIP, it) ->
              events.add(
                  virtualIP.getMetadata().getName() + " " + it.reason().text() + ": " + it.note()),
          () -> true);
  private final ChangeRouter router =
      new ChangeRouter(cluster, pendingVirtualIPs::add, pendingNodes::add);
  private Map<String, VirtualIP> seenVirtualIPs = new HashMap<>();
  private Map<String, Node> seenNodes = new HashMap<>();
  private Map<String, VirtualIPNode> seenVirtualIPNodes = new HashMap<>();
  private VirtualIPReconciler virtualIPs;
  private NodeReconciler nodes;

  /** Nodes of one link, Ready, whose agents have listened for long enough. */
  RunningCluster(String... names) {
    restartOperator();
    for (String name : names) {
      add(name);
    }
    settle();
    advance(Duration.ofSeconds(6));
  }

  /** A name for which nodes rank in this order, the first with priority 200. */
  static String nameRanking(String... ranked) {
    return IntStream.range(0, 100_000)
        .mapToObj(i -> "web-" + i)
        .filter(
            name ->
                IntStream.range(1, ranked.length)
                    .allMatch(
                        i ->
                            Long.compareUnsigned(
                                    Rendezvous.weight(name, ranked[i - 1]),
                                    Rendezvous.weight(name, ranked[i]))
                                > 0))
        .findFirst()
        .orElseThrow();
  }

  void restartOperator() {
    Planner planner = new Planner("cluster", cluster, clock);
    Inquiries inquiries = new Inquiries();
    virtualIPs =
        new VirtualIPReconciler(
            planner, cluster, inquiries, news, new Requeue<>(), pendingNodes::add);
    nodes = new NodeReconciler(planner, cluster, inquiries, new Requeue<>());
    cluster.virtualIPs().forEach(it -> pendingVirtualIPs.add(it.getMetadata().getName()));
    cluster.nodes().forEach(it -> pendingNodes.add(it.getMetadata().getName()));
  }

  FakeNode add(String name) {
    return add(name, "192.0.2." + (11 + name.charAt(name.length() - 1) - 'a'));
  }

  FakeNode add(String name, String address) {
    lan.add(name, address, clock.instant());
    cluster.node(name, true, clock.instant());
    return node(name);
  }

  FakeNode node(String name) {
    return new FakeNode(cluster, name, clock);
  }

  void remove(String node) {
    lan.remove(node);
    cluster.removeNode(node);
  }

  SimulatedLan lan() {
    return lan;
  }

  FakeCluster api() {
    return cluster;
  }

  Instant now() {
    return clock.instant();
  }

  /** Applies a manifest: status and generation of the present object stay unless they are given. */
  void put(VirtualIPs manifest) {
    String name = manifest.build().getMetadata().getName();
    cluster.find(name).ifPresent(it -> manifest.status(it.getStatus()));
    cluster.put(manifest);
  }

  void delete(String virtualIP) {
    cluster.remove(virtualIP);
  }

  /** Reconcilers and agents take turns until nobody has anything to do. */
  void settle() {
    for (int round = 0; round < 100; round++) {
      boolean agentsActed = act();
      if (!reconcile() && !agentsActed) {
        return;
      }
    }
    throw new AssertionError("the cluster does not come to rest");
  }

  /** Lets time pass, second by second. */
  void advance(Duration duration) {
    for (long second = 0; second < duration.toSeconds(); second++) {
      clock.advance(Duration.ofSeconds(1));
      settle();
    }
  }

  /** Lets time pass while no operator runs. */
  void advanceUnseen(Duration duration) {
    clock.advance(duration);
  }

  /** Reconciles what is pending, agents standing still; whether there was anything. */
  boolean reconcile() {
    boolean any = false;
    do {
      observe();
      due(virtualIPDeadlines, pendingVirtualIPs);
      due(nodeDeadlines, pendingNodes);
      String virtualIP = pendingVirtualIPs.pollFirst();
      String node = virtualIP == null ? pendingNodes.pollFirst() : null;
      if (virtualIP == null && node == null) {
        return any;
      }
      any = true;
      if (virtualIP != null) {
        schedule(virtualIPDeadlines, virtualIP, virtualIPs.reconcile(virtualIP));
      } else if (node != null) {
        schedule(nodeDeadlines, node, nodes.reconcile(node));
      }
      cluster.deliver();
    } while (true);
  }

  private void schedule(Map<String, Instant> deadlines, String name, Optional<Duration> delay) {
    deadlines.remove(name);
    delay.ifPresent(it -> deadlines.put(name, clock.instant().plus(it)));
  }

  private void due(Map<String, Instant> deadlines, Set<String> pending) {
    deadlines.entrySet().stream()
        .filter(it -> !clock.instant().isBefore(it.getValue()))
        .forEach(it -> pending.add(it.getKey()));
    deadlines.values().removeIf(it -> !clock.instant().isBefore(it));
  }

  private boolean act() {
    for (VirtualIPNode told : cluster.virtualIPNodes()) {
      lan.follow(
          told.getMetadata().getName(),
          told.getSpec(),
          Objects.requireNonNullElse(told.getMetadata().getGeneration(), 0L),
          clock.instant());
    }
    lan.elect(clock.instant());
    boolean acted = false;
    for (String node : lan.reporting()) {
      Optional<VirtualIPNode> present = cluster.findVirtualIPNode(node);
      if (present.isPresent() && !lan.report(node).equals(present.get().getStatus())) {
        cluster.report(node, lan.report(node));
        acted = true;
      }
    }
    return acted;
  }

  private void observe() {
    Map<String, VirtualIP> virtualIPsNow = byName(cluster.virtualIPs());
    Map<String, Node> nodesNow = byName(cluster.nodes());
    Map<String, VirtualIPNode> virtualIPNodesNow = byName(cluster.virtualIPNodes());
    changes(seenVirtualIPs, virtualIPsNow, router::virtualIP);
    changes(seenNodes, nodesNow, router::node);
    for (String node : nodesNow.keySet()) {
      if (!seenNodes.containsKey(node)) {
        pendingNodes.add(node);
      }
    }
    changes(seenVirtualIPNodes, virtualIPNodesNow, router::virtualIPNode);
    changes(seenVirtualIPNodes, virtualIPNodesNow, news::reported);
    seenVirtualIPs = virtualIPsNow;
    seenNodes = nodesNow;
    seenVirtualIPNodes = virtualIPNodesNow;
  }

  private interface Change<T> {
    void accept(@Nullable T before, @Nullable T after);
  }

  private static <T> void changes(Map<String, T> before, Map<String, T> after, Change<T> change) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      if (!Objects.equals(before.get(name), after.get(name))) {
        change.accept(before.get(name), after.get(name));
      }
    }
  }

  private static <T extends HasMetadata> Map<String, T> byName(List<T> objects) {
    Map<String, T> byName = new HashMap<>();
    objects.forEach(it -> byName.put(it.getMetadata().getName(), it));
    return byName;
  }

  /** Events since the last call, as "VirtualIP Reason: note". */
  List<String> events() {
    List<String> result = List.copyOf(events);
    events.clear();
    return result;
  }

  List<String> writes() {
    return cluster.writes();
  }

  VirtualIPStatus status(String virtualIP) {
    return cluster.status(virtualIP);
  }

  VirtualIPNodeSpec spec(String node) {
    return cluster.virtualIPNode(node).getSpec();
  }

  @Nullable String holder(String virtualIP) {
    return status(virtualIP).activeNode();
  }

  /** As status/reason; null if there is none. */
  @Nullable String condition(String virtualIP, String type) {
    return Conditions.find(status(virtualIP), type)
        .map(it -> it.getStatus() + "/" + it.getReason())
        .orElse(null);
  }

  String message(String virtualIP, String type) {
    return Conditions.find(status(virtualIP), type).orElseThrow().getMessage();
  }

  void assertNeverHeldTwice(String virtualIP) {
    if (lan.mostHolders("uid-" + virtualIP) > 1) {
      throw new AssertionError(virtualIP + " was held by " + lan.mostHolders("uid-" + virtualIP));
    }
  }

  void assertNeverUnheld(String virtualIP) {
    if (lan.fewestHolders("uid-" + virtualIP) < 1) {
      throw new AssertionError(virtualIP + " was held by nobody");
    }
  }
}
