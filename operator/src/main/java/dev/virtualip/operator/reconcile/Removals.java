package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.VirtualIPNodeSpec;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.time.Duration;
import java.time.Instant;
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
 */
final class Removals {

  private static final Logger LOG = LoggerFactory.getLogger(Removals.class);

  /** How often to look whether the CRD is back. */
  static final Duration RETRY = Duration.ofSeconds(10);

  /** How long the VirtualIPs may take to come back after their CRD. */
  static final Duration RETURN = Duration.ofMinutes(5);

  private final ClusterWriter cluster;
  private final Map<String, VirtualIPNodeSpec> lastTold = new ConcurrentHashMap<>();
  private final Map<String, Instant> missingSince = new ConcurrentHashMap<>();
  private final Map<String, Instant> deadlines = new ConcurrentHashMap<>();

  Removals(ClusterWriter cluster) {
    this.cluster = cluster;
  }

  /**
   * What is to be written.
   *
   * @param present what the node is told now; null if its VirtualIPNode is gone
   * @param desired what it is to be told
   * @return empty if the node keeps what it has
   */
  Optional<VirtualIPNodeSpec> decide(
      String node,
      @Nullable VirtualIPNodeSpec present,
      VirtualIPNodeSpec desired,
      Planner.Snapshot snapshot) {
    deadlines.remove(node);
    Instant now = snapshot.time();
    if (present != null) {
      lastTold.put(node, present);
    }
    VirtualIPNodeSpec told = lastTold.get(node);
    Set<String> lost = told == null ? new TreeSet<>() : names(told);
    lost.removeAll(names(desired));
    if (present != null) {
      lost.removeAll(snapshot.cluster().virtualIPs().keySet());
    }
    if (told == null || lost.isEmpty()) {
      missingSince.remove(node);
      return Optional.of(desired);
    }
    if (!cluster.virtualIPsAreServed()) {
      hold(node, lost, now.plus(RETRY), "the CRD of VirtualIP is gone");
      return Optional.empty();
    }
    if (present == null) {
      // With it the agent can report again, and what it runs has a place to be told otherwise.
      missingSince.put(node, now);
      return Optional.of(told);
    }
    Instant missing = missingSince.get(node);
    if (missing != null && now.isBefore(missing.plus(RETURN))) {
      hold(node, lost, missing.plus(RETURN), "it went with its CRD");
      return Optional.empty();
    }
    missingSince.remove(node);
    return Optional.of(desired);
  }

  /** When to look again at a node that may not be told yet. */
  Optional<Instant> deadline(String node) {
    return Optional.ofNullable(deadlines.get(node));
  }

  private void hold(String node, Set<String> lost, Instant until, String cause) {
    deadlines.put(node, until);
    LOG.atWarn()
        .addKeyValue("node", node)
        .addKeyValue("virtualips", lost)
        .addKeyValue("until", until)
        .addKeyValue("cause", cause)
        .log("node keeps what it runs");
  }

  private static Set<String> names(VirtualIPNodeSpec spec) {
    return spec.virtualRouters().stream()
        .map(VirtualRouterSpec::virtualIP)
        .map(VirtualIPReference::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
