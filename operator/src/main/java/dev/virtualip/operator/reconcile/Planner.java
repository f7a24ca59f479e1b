package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.operator.plan.ClusterPlan;
import dev.virtualip.operator.plan.ClusterState;
import dev.virtualip.operator.plan.HolderEvidence;
import dev.virtualip.operator.plan.Orders;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Plans from the cluster as it is now, one plan at a time. As long as nothing has changed the
 * snapshot is shared; a new one takes over from the last what is the same, and equal states share
 * their plan, so that a change which concerns many objects is thought through once.
 */
final class Planner {

  /**
   * The plan and what it was made from.
   *
   * @param nextChange when the plan changes by the mere passing of time
   * @param time when it was looked at
   */
  record Snapshot(
      Observation cluster,
      ClusterPlan plan,
      HolderEvidence evidence,
      Orders orders,
      Optional<Instant> nextChange,
      Instant time) {

    private Snapshot at(Instant now) {
      return new Snapshot(cluster, plan, evidence, orders, nextChange, now);
    }
  }

  private final String clusterUID;
  private final ClusterView cluster;
  private final OwnWrites writes = new OwnWrites();
  private final Clock clock;
  private final Silence silence = new Silence();
  private @Nullable Observation lastObservation;
  private @Nullable ClusterState lastState;
  private @Nullable ClusterPlan lastPlan;
  private @Nullable Snapshot last;
  private ClusterView.Version lastVersion = new ClusterView.Version(-1, -1, -1);

  /**
   * Plans for one cluster.
   *
   * @param clusterUID metadata.uid of the namespace kube-system
   */
  Planner(String clusterUID, ClusterView cluster, Clock clock) {
    this.clusterUID = clusterUID;
    this.cluster = cluster;
    this.clock = clock;
  }

  String clusterUID() {
    return clusterUID;
  }

  /** From now on plans count what was stored. */
  synchronized void stored(VirtualIP before, VirtualIP stored) {
    writes.record(before, stored);
    last = null;
  }

  synchronized Snapshot look() {
    Instant now = clock.instant();
    ClusterView.Version version = cluster.version();
    Snapshot present = last;
    if (present == null || !version.equals(lastVersion) || isOver(present, now)) {
      present = snapshot(version.sameNodes(lastVersion), now);
      lastVersion = version;
    } else {
      present = present.at(now);
    }
    last = present;
    return present;
  }

  private static boolean isOver(Snapshot snapshot, Instant now) {
    return snapshot.nextChange().filter(deadline -> !now.isBefore(deadline)).isPresent();
  }

  private Snapshot snapshot(boolean sameNodes, Instant now) {
    Observation observation = Observation.of(cluster, writes, lastObservation, sameNodes, now);
    lastObservation = observation;
    ClusterState state = observation.state(clusterUID);
    if (lastPlan == null || !state.equals(lastState)) {
      lastPlan = ClusterPlan.of(state, lastPlan);
      lastState = state;
    }
    ClusterPlan plan = Objects.requireNonNull(lastPlan);
    HolderEvidence evidence = new HolderEvidence(observation.reports());
    Set<String> silent = silence.observe(observation.reports().all(), now);
    return new Snapshot(
        observation,
        plan,
        evidence,
        new Orders(plan, observation.reports(), evidence, observation.statuses(), silent),
        Stream.of(observation.nextChange(), silence.nextChange(now))
            .flatMap(Optional::stream)
            .min(Instant::compareTo),
        now);
  }
}
