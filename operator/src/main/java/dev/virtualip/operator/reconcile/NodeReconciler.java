package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPNodeSpec;
import dev.virtualip.operator.plan.DesiredNode;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.rate.RateLimited;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the whole VirtualIPNode.spec of each Linux node, an empty one too: an agent that finds its
 * object knows that the operator has looked. It never writes a Node.
 *
 * <p>At most once a second for each node, so that many VirtualIPs applied together cost few writes.
 */
@ControllerConfiguration(
    name = "node",
    informer =
        @Informer(
            name = "nodes",
            labelSelector = ClusterCache.OS_LABEL + "=linux",
            onUpdateFilter = NodeReconciler.FactsChanged.class),
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 5, timeUnit = TimeUnit.MINUTES))
@RateLimited(maxReconciliations = 1, within = 1)
@GradualRetry(maxAttempts = -1, initialInterval = 1_000, maxInterval = 60_000)
public final class NodeReconciler implements Reconciler<Node> {

  private static final Logger LOG = LoggerFactory.getLogger(NodeReconciler.class);

  private final Planner planner;
  private final ClusterWriter writer;
  private final Inquiries inquiries;
  private final Removals removals;
  private final Requeue<Node> requeue;

  NodeReconciler(
      Planner planner, ClusterWriter writer, Inquiries inquiries, Requeue<Node> requeue) {
    this.planner = planner;
    this.writer = writer;
    this.inquiries = inquiries;
    this.removals = new Removals(writer);
    this.requeue = requeue;
  }

  /** A Node has no generation: without this every heartbeat of every kubelet would pass. */
  public static final class FactsChanged implements OnUpdateFilter<Node> {
    @Override
    public boolean accept(Node after, Node before) {
      return !ChangeRouter.sameFacts(before, after);
    }
  }

  @Override
  public List<EventSource<?, Node>> prepareEventSources(EventSourceContext<Node> context) {
    return List.of(requeue);
  }

  @Override
  public UpdateControl<Node> reconcile(Node primary, Context<Node> context) {
    UpdateControl<Node> control = UpdateControl.noUpdate();
    reconcile(primary.getMetadata().getName()).ifPresent(control::rescheduleAfter);
    return control;
  }

  /**
   * Writes the configuration of one node if it differs.
   *
   * @return how long until the plan changes by the mere passing of time
   */
  Optional<Duration> reconcile(String name) {
    Planner.Snapshot snapshot = planner.look();
    NodeReading reading = snapshot.cluster().nodes().get(name);
    if (reading == null) {
      return Optional.empty(); // Not in the cache any more, or not yet: its arrival requeues it.
    }
    Node node = reading.node();
    VirtualIPNode present = reading.virtualIPNode();
    if (!belongsToAnother(present, node)) {
      VirtualIPNodeSpec desired =
          DesiredNode.spec(
              planner.clusterUID(),
              snapshot.orders(),
              name,
              NodeFactsReader.drains(node),
              inquiries.request(name, requested(present)));
      removals
          .decide(node, present, desired, snapshot)
          .filter(
              spec -> present == null || !spec.equals(present.getSpec()) || !owned(present, node))
          .ifPresent(spec -> write(node, spec));
    }
    return Stream.of(snapshot.nextChange(), removals.deadline(node))
        .flatMap(Optional::stream)
        .min(Instant::compareTo)
        .map(deadline -> Duration.between(snapshot.time(), deadline));
  }

  private void write(Node node, VirtualIPNodeSpec spec) {
    String name = node.getMetadata().getName();
    writer.apply(virtualIPNode(node, spec));
    LOG.atInfo()
        .addKeyValue("node", name)
        .addKeyValue("virtualRouters", spec.virtualRouters().size())
        .log("node configuration written");
  }

  /**
   * Whether it was made for a Node of this name that is gone. What its agent reported is of another
   * machine, so the garbage collector may have it; its deletion requeues the node.
   */
  private static boolean belongsToAnother(@Nullable VirtualIPNode present, Node node) {
    return present != null
        && !present.getMetadata().getOwnerReferences().isEmpty()
        && !owned(present, node);
  }

  private static boolean owned(VirtualIPNode present, Node node) {
    return present.getMetadata().getOwnerReferences().stream()
        .map(OwnerReference::getUid)
        .anyMatch(node.getMetadata().getUid()::equals);
  }

  private static @Nullable VirtualIPNodeSpec spec(@Nullable VirtualIPNode present) {
    return present == null ? null : present.getSpec();
  }

  private static @Nullable String requested(@Nullable VirtualIPNode present) {
    VirtualIPNodeSpec spec = spec(present);
    return spec == null ? null : spec.reportRequest();
  }

  private static VirtualIPNode virtualIPNode(Node node, VirtualIPNodeSpec spec) {
    VirtualIPNode virtualIPNode = new VirtualIPNode();
    virtualIPNode.setMetadata(
        new ObjectMetaBuilder()
            .withName(node.getMetadata().getName())
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion("v1")
                    .withKind("Node")
                    .withName(node.getMetadata().getName())
                    .withUid(node.getMetadata().getUid())
                    .build())
            .build());
    virtualIPNode.setSpec(spec);
    return virtualIPNode;
  }
}
