package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.FamilyStatus;
import dev.virtualip.api.v1alpha1.NodeCounts;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import dev.virtualip.operator.plan.Conditions.Truth;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sums up the plan of a VirtualIP and the reports of all agents in its status. */
public final class StatusPlanner {

  /**
   * A status and when to look again.
   *
   * @param deadline when the status changes by the mere passing of time; empty if it doesn't
   */
  public record Outcome(VirtualIPStatus status, Optional<Instant> deadline) {}

  private final VirtualIPPlan plan;
  private final Reports reports;
  private final Map<Family, Holder> holders;
  private final @Nullable VirtualIPStatus previous;
  private final Rollout rollout;
  private final List<Notice> trouble;
  private final Conditions conditions;
  private final Instant now;

  private StatusPlanner(
      VirtualIPPlan plan,
      Reports reports,
      Map<Family, Holder> holders,
      @Nullable VirtualIPStatus previous,
      Instant now) {
    this.plan = plan;
    this.reports = reports;
    this.holders = holders;
    this.previous = previous;
    this.rollout = Rollout.of(plan, reports);
    this.trouble = AgentConditions.of(plan.virtualIP().name(), reports).notices();
    this.conditions = new Conditions(previous, plan.virtualIP().generation(), now);
    this.now = now;
  }

  /**
   * The status that is to be stored now.
   *
   * @param holders who holds each family, see {@link HolderEvidence}
   * @param previous the stored status; null for an object that has none
   */
  public static Outcome status(
      VirtualIPPlan plan,
      Reports reports,
      Map<Family, Holder> holders,
      @Nullable VirtualIPStatus previous,
      Instant now) {
    return new StatusPlanner(plan, reports, holders, previous, now).status();
  }

  private Outcome status() {
    Progress progress = Progress.judge(pending(), begun(), now);
    accepted();
    programmed();
    Optional<Instant> election = ready(progress);
    reconciling(progress);
    if (plan instanceof VirtualIPPlan.Refused refused) {
      conditions.set(Conditions.STALLED, Truth.TRUE, refused.reason(), refused.message());
    }
    notices(); // Last: if there are more than fit, it is they that go.
    DeclaredVirtualIP virtualIP = plan.virtualIP();
    boolean accepted = plan instanceof VirtualIPPlan.Accepted;
    Moves moves = moves();
    return new Outcome(
        new VirtualIPStatus(
            virtualIP.generation(),
            accepted ? virtualIP.spec().addresses() : heldAddresses(),
            plan.virtualRouterID(),
            advertisementInterval(),
            Readiness.activeNode(holders),
            families(),
            NodeCounts.of(plan.eligible().size(), rollout.participating(), rollout.electing()),
            moves.last(),
            moves.count(),
            conditions.build()),
        Stream.of(progress.deadline(), election).flatMap(Optional::stream).min(Instant::compareTo));
  }

  /** The condition Reconciling of this same work: to move to another VRID is new work. */
  private Optional<Condition> begun() {
    Integer before = previous == null ? null : previous.virtualRouterID();
    return before != null && !before.equals(plan.virtualRouterID())
        ? Optional.empty()
        : conditions.ofThisGeneration(Conditions.RECONCILING);
  }

  /** What a refused VirtualIP holds on to are the addresses that it held with its VRID. */
  private List<String> heldAddresses() {
    return plan.virtualRouterID() == null ? List.of() : plan.virtualIP().heldAddresses();
  }

  private @Nullable Integer advertisementInterval() {
    if (plan instanceof VirtualIPPlan.Accepted accepted) {
      return accepted.advertisementIntervalMilliseconds();
    }
    return previous == null || plan.virtualRouterID() == null
        ? null
        : previous.advertisementIntervalMilliseconds();
  }

  private boolean pending() {
    return switch (plan) {
      case VirtualIPPlan.Refused _ -> false;
      case VirtualIPPlan.Pending _ -> true;
      case VirtualIPPlan.Accepted accepted ->
          !rollout.applied() || (!accepted.virtualIP().suspended() && !held() && !settled());
    };
  }

  /** Whether Ready has had a definite value in this generation: then an election is not awaited. */
  private boolean settled() {
    return conditions
        .ofThisGeneration(Conditions.READY)
        .filter(
            ready ->
                !ready.getStatus().equals(Truth.UNKNOWN.text())
                    || conditions.ofThisGeneration(Conditions.RECONCILING).isEmpty())
        .isPresent();
  }

  private boolean held() {
    return !holders.isEmpty() && holders.values().stream().noneMatch(Holder.None.class::isInstance);
  }

  private void accepted() {
    switch (plan) {
      case VirtualIPPlan.Accepted accepted ->
          conditions.set(
              Conditions.ACCEPTED,
              Truth.TRUE,
              "Accepted",
              "virtual router %d on %s%s"
                  .formatted(
                      accepted.virtualRouterID(),
                      String.join(", ", accepted.networks()),
                      accepted.remarks()));
      case VirtualIPPlan.Pending pending ->
          conditions.set(Conditions.ACCEPTED, Truth.UNKNOWN, pending.reason(), pending.message());
      case VirtualIPPlan.Refused refused ->
          conditions.set(Conditions.ACCEPTED, Truth.FALSE, refused.reason(), refused.message());
    }
  }

  private void programmed() {
    switch (plan) {
      case VirtualIPPlan.Accepted _ ->
          conditions.set(
              Conditions.PROGRAMMED,
              Truth.of(rollout.complete()),
              rollout.complete() ? "Programmed" : rollout.reason(),
              rollout.message());
      case VirtualIPPlan.Pending pending ->
          conditions.set(Conditions.PROGRAMMED, Truth.UNKNOWN, pending.reason(), pending.message());
      case VirtualIPPlan.Refused refused ->
          conditions.set(Conditions.PROGRAMMED, Truth.FALSE, refused.reason(), refused.message());
    }
  }

  /** Returns when the condition changes by the mere passing of time. */
  private Optional<Instant> ready(Progress progress) {
    switch (plan) {
      case VirtualIPPlan.Refused refused ->
          conditions.set(Conditions.READY, Truth.FALSE, refused.reason(), refused.message());
      case VirtualIPPlan.Pending pending ->
          conditions.set(Conditions.READY, Truth.UNKNOWN, pending.reason(), pending.message());
      case VirtualIPPlan.Accepted accepted when accepted.virtualIP().suspended() ->
          conditions.set(Conditions.READY, Truth.FALSE, "Suspended", "spec.suspend is true");
      case VirtualIPPlan.Accepted _ -> {
        Readiness readiness =
            Readiness.of(
                holders,
                trouble,
                progress,
                rollout,
                Conditions.find(previous, Conditions.READY),
                now);
        conditions.set(
            Conditions.READY, readiness.status(), readiness.reason(), readiness.message());
        return readiness.deadline();
      }
    }
    return Optional.empty();
  }

  private void reconciling(Progress progress) {
    Truth state = progress.state();
    if (state != null) {
      conditions.setSince(
          Conditions.RECONCILING,
          state,
          progress.open() ? "Progressing" : "NoProgress",
          plan instanceof VirtualIPPlan.Pending pending ? pending.message() : rollout.message(),
          progress.since().toString());
    }
  }

  /** Conditions that are there only while there is something to say. */
  private void notices() {
    List<Notice> notices = new ArrayList<>();
    if (plan instanceof VirtualIPPlan.Accepted accepted) {
      notices.addAll(accepted.notices());
    }
    Readiness.dualActive(holders).ifPresent(notices::add);
    // What the operator found out itself says more than what an agent does of the same.
    Set<String> said = notices.stream().map(Notice::type).collect(Collectors.toSet());
    trouble.stream().filter(it -> !said.contains(it.type())).forEach(notices::add);
    notices.forEach(it -> conditions.set(it.type(), it.status(), it.reason(), it.message()));
  }

  private Moves moves() {
    Moves before = Moves.before(previous);
    String holder = Readiness.activeNode(holders);
    Optional<Family> first = holders.keySet().stream().min(Family::compareTo);
    return holder == null || first.isEmpty()
        ? before
        : before.holder(
            holder,
            reports
                .node(holder)
                .flatMap(report -> report.runs(plan.virtualIP().name(), first.get())));
  }

  private List<FamilyStatus> families() {
    List<FamilyStatus> families = new ArrayList<>();
    holders.forEach(
        (family, holder) ->
            families.add(
                switch (holder) {
                  case Holder.ActiveNode(String node, String router, Instant since) ->
                      new FamilyStatus(family, node, router, since);
                  case Holder.ExternalRouter(String router, Instant since) ->
                      new FamilyStatus(family, null, router, since);
                  case Holder.Several _ -> new FamilyStatus(family, null, null, null);
                  case Holder.None() -> new FamilyStatus(family, null, null, null);
                }));
    return families;
  }
}
