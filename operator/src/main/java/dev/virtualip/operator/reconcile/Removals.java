package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPNodeSpec;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.operator.plan.DesiredNode;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a VirtualIP that somebody deleted, whose addresses are to be released, from VirtualIPs that
 * went because their CRD did: absence is never a command. Those stay on the nodes; when the CRDs
 * are back, a node that has run something waits a while for the VirtualIPs to be back too.
 *
 * <p>That a CRD was created again shows in its age: it is younger than the VirtualIPNodes. An
 * operator that finds it so when it starts can't know for how long, and waits as well.
 */
final class Removals {

  private static final Logger LOG = LoggerFactory.getLogger(Removals.class);

  /** How often to look whether the CRD is back, and the VirtualIPs. */
  static final Duration RETRY = Duration.ofSeconds(10);

  /** How long the VirtualIPs may take to come back after their CRD. */
  static final Duration RETURN = Duration.ofMinutes(5);

  private final ClusterWriter cluster;

  // By uid of the Node: a machine that joins under the name of another has run nothing yet.
  private final Map<String, VirtualIPNodeSpec> lastTold = new ConcurrentHashMap<>();
  private final Map<String, Instant> missingSince = new ConcurrentHashMap<>();
  private final Map<String, Instant> deadlines = new ConcurrentHashMap<>();

  Removals(ClusterWriter cluster) {
    this.cluster = cluster;
  }

  /**
   * What is to be written.
   *
   * @param present what there is for this very Node; null if it is gone
   * @param desired what it is to be told
   * @return empty if nothing can be
   */
  Optional<VirtualIPNodeSpec> decide(
      Node node,
      @Nullable VirtualIPNode present,
      VirtualIPNodeSpec desired,
      Planner.Snapshot snapshot) {
    forgetOthersThan(snapshot.cluster().nodes().values());
    String uid = node.getMetadata().getUid();
    deadlines.remove(uid);
    Instant now = snapshot.time();
    VirtualIPNodeSpec spec = present == null ? null : present.getSpec();
    boolean first = spec != null && lastTold.put(uid, spec) == null;
    VirtualIPNodeSpec told = lastTold.get(uid);
    Set<String> lost = told == null ? new TreeSet<>() : names(told);
    lost.removeAll(names(desired));
    if (spec != null) {
      lost.removeAll(snapshot.cluster().virtualIPs().keySet());
    }
    if (told == null || lost.isEmpty()) {
      missingSince.remove(uid);
      return Optional.of(desired);
    }
    VirtualIPNodeSpec kept =
        DesiredNode.keeping(
            desired,
            told,
            router -> lost.contains(router.virtualIP().name()) && snapshot.plan().mayStay(router));
    Optional<Instant> served = cluster.virtualIPsServedSince();
    if (served.isEmpty()) {
      hold(node, lost, now, now, "the CRD of VirtualIP is gone");
      return spec == null ? Optional.empty() : Optional.of(kept);
    }
    if (present == null || spec == null) {
      // With it the agent can report again, and what it runs has a place to be told otherwise.
      missingSince.put(uid, now);
      return Optional.of(kept);
    }
    Instant missing = missingSince.get(uid);
    if (missing == null && isOlder(present, served.get())) {
      missing = first ? now : served.get();
    }
    if (missing != null && now.isBefore(missing.plus(RETURN))) {
      hold(node, lost, missing, now, "they went with their CRD");
      return Optional.of(kept);
    }
    missingSince.remove(uid);
    return Optional.of(desired);
  }

  /** When to look again at a node that may not be told yet. */
  Optional<Instant> deadline(Node node) {
    return Optional.ofNullable(deadlines.get(node.getMetadata().getUid()));
  }

  private void forgetOthersThan(Collection<NodeReading> nodes) {
    if (lastTold.size() > nodes.size()) {
      Set<String> present =
          nodes.stream().map(it -> it.node().getMetadata().getUid()).collect(Collectors.toSet());
      lastTold.keySet().retainAll(present);
      missingSince.keySet().retainAll(present);
      deadlines.keySet().retainAll(present);
    }
  }

  /** Then the CRD was created again since, and took all VirtualIPs with it. */
  private static boolean isOlder(VirtualIPNode present, Instant served) {
    String created = present.getMetadata().getCreationTimestamp();
    return created != null && Instant.parse(created).isBefore(served);
  }

  private void hold(Node node, Set<String> lost, Instant since, Instant now, String cause) {
    String uid = node.getMetadata().getUid();
    deadlines.put(uid, now.plus(RETRY));
    if (missingSince.put(uid, since) == null) {
      LOG.atWarn()
          .addKeyValue("node", node.getMetadata().getName())
          .addKeyValue("virtualips", lost)
          .addKeyValue("cause", cause)
          .log("node keeps what it runs");
    }
  }

  private static Set<String> names(VirtualIPNodeSpec spec) {
    return spec.virtualRouters().stream()
        .map(VirtualRouterSpec::virtualIP)
        .map(VirtualIPReference::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
