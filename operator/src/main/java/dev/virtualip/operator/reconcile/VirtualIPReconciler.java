package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import dev.virtualip.operator.plan.Conditions;
import dev.virtualip.operator.plan.Inquiry;
import dev.virtualip.operator.plan.StatusPlanner;
import dev.virtualip.operator.plan.VirtualIPPlan;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the status of each VirtualIP: whether it is accepted, with which VRID, how far the agents
 * have come, and who holds the addresses.
 */
@ControllerConfiguration(
    name = "virtualip",
    informer = @Informer(name = "virtualips"),
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 5, timeUnit = TimeUnit.MINUTES))
@GradualRetry(maxAttempts = -1, initialInterval = 1_000, maxInterval = 60_000)
public final class VirtualIPReconciler implements Reconciler<VirtualIP> {

  private static final Logger LOG = LoggerFactory.getLogger(VirtualIPReconciler.class);

  private final Planner planner;
  private final ClusterWriter writer;
  private final Inquiries inquiries;
  private final News news;
  private final Requeue<VirtualIP> requeue;
  private final Consumer<String> requeueNode;
  private final Details details = new Details();
  private final Object claim = new Object();

  VirtualIPReconciler(
      Planner planner,
      ClusterWriter writer,
      Inquiries inquiries,
      News news,
      Requeue<VirtualIP> requeue,
      Consumer<String> requeueNode) {
    this.planner = planner;
    this.writer = writer;
    this.inquiries = inquiries;
    this.news = news;
    this.requeue = requeue;
    this.requeueNode = requeueNode;
  }

  @Override
  public List<EventSource<?, VirtualIP>> prepareEventSources(
      EventSourceContext<VirtualIP> context) {
    return List.of(requeue);
  }

  @Override
  public UpdateControl<VirtualIP> reconcile(VirtualIP primary, Context<VirtualIP> context) {
    UpdateControl<VirtualIP> control = UpdateControl.noUpdate();
    reconcile(primary.getMetadata().getName()).ifPresent(control::rescheduleAfter);
    return control;
  }

  /**
   * Writes the status of one VirtualIP if it differs.
   *
   * @return how long until the status changes by the mere passing of time
   */
  Optional<Duration> reconcile(String name) {
    Planner.Snapshot snapshot = planner.look();
    Optional<Judgement> judgement = judge(name, snapshot);
    if (judgement.filter(Judgement::claims).isPresent()) {
      // From the plan to the stored status nobody else may plan, or two could get the same VRID.
      synchronized (claim) {
        snapshot = planner.look();
        judgement = judge(name, snapshot);
        judgement.ifPresent(this::store);
      }
    }
    if (judgement.isEmpty()) {
      inquiries.forget(name);
      details.settled(name);
      return Optional.empty(); // Not in the cache any more, or not yet: its arrival requeues it.
    }
    return proceed(judgement.get(), snapshot);
  }

  private Optional<Duration> proceed(Judgement judgement, Planner.Snapshot snapshot) {
    Optional<Instant> held = Optional.empty();
    if (!judgement.claims() && judgement.differs()) {
      held =
          details.holdBack(
              judgement.name(), judgement.previous(), judgement.status(), snapshot.time());
      if (held.isEmpty()) {
        store(judgement);
      }
    } else {
      details.settled(judgement.name());
    }
    if (held.isEmpty()) {
      news.looked(judgement.plan());
    }
    // With the status as it is stored now some nodes may have to be told something else.
    Planner.Snapshot stored = planner.look();
    stored
        .plan()
        .virtualIP(judgement.name())
        .ifPresent(it -> stored.orders().changed(it).forEach(requeueNode));
    return Stream.of(
            held,
            judgement.outcome().deadline(),
            stored.nextChange(),
            judgement.inquiry().flatMap(it -> it.deadline(snapshot.evidence(), snapshot.time())))
        .flatMap(Optional::stream)
        .min(Instant::compareTo)
        .map(deadline -> Duration.between(snapshot.time(), deadline));
  }

  private Optional<Judgement> judge(String name, Planner.Snapshot snapshot) {
    VirtualIP virtualIP = snapshot.cluster().virtualIP(name);
    Optional<VirtualIPPlan> plan = snapshot.plan().virtualIP(name);
    if (virtualIP == null || plan.isEmpty()) {
      return Optional.empty();
    }
    Optional<Inquiry> inquiry =
        inquiries.proceed(plan.get(), snapshot.evidence(), snapshot.time(), requeueNode);
    return Optional.of(
        new Judgement(
            virtualIP,
            plan.get(),
            inquiry,
            StatusPlanner.status(
                plan.get(),
                snapshot.cluster().reports(),
                snapshot.evidence().holders(plan.get(), inquiry, snapshot.time()),
                virtualIP.getStatus(),
                snapshot.time())));
  }

  private void store(Judgement judgement) {
    if (judgement.differs()) {
      String name = judgement.name();
      planner.stored(
          judgement.virtualIP(), writer.applyStatus(judgement.virtualIP(), judgement.status()));
      details.settled(name);
      news.stored(
          judgement.virtualIP(), judgement.plan(), judgement.previous(), judgement.status());
      log(name, judgement.status());
    }
  }

  /** What one look at a VirtualIP comes to. */
  private record Judgement(
      VirtualIP virtualIP,
      VirtualIPPlan plan,
      Optional<Inquiry> inquiry,
      StatusPlanner.Outcome outcome) {

    String name() {
      return virtualIP.getMetadata().getName();
    }

    @Nullable VirtualIPStatus previous() {
      return virtualIP.getStatus();
    }

    VirtualIPStatus status() {
      return outcome.status();
    }

    boolean differs() {
      return !status().equals(previous());
    }

    /** Whether the status would claim another VRID or other addresses than the stored one does. */
    boolean claims() {
      VirtualIPStatus previous = previous();
      return previous == null
          ? status().virtualRouterID() != null || !status().addresses().isEmpty()
          : !Objects.equals(status().virtualRouterID(), previous.virtualRouterID())
              || !status().addresses().equals(previous.addresses());
    }
  }

  private static void log(String name, VirtualIPStatus status) {
    Conditions.find(status, Conditions.READY)
        .ifPresent(
            ready ->
                LOG.atInfo()
                    .addKeyValue("virtualip", name)
                    .addKeyValue("virtualRouterID", status.virtualRouterID())
                    .addKeyValue("ready", ready.getStatus())
                    .addKeyValue("reason", ready.getReason())
                    .addKeyValue("activeNode", status.activeNode())
                    .addKeyValue("message", ready.getMessage())
                    .log("status written"));
  }
}
