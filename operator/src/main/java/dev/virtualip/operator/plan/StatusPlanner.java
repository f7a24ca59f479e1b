package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.FamilyStatus;
import dev.virtualip.api.v1alpha1.NodeCounts;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import dev.virtualip.operator.plan.Conditions.Truth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
  private final @Nullable VirtualIPStatus previous;
  private final Rollout rollout;
  private final List<FamilyStatus> families;
  private final Conditions conditions;
  private final Instant now;

  private StatusPlanner(
      VirtualIPPlan plan, Reports reports, @Nullable VirtualIPStatus previous, Instant now) {
    this.plan = plan;
    this.previous = previous;
    this.rollout = Rollout.of(plan, reports);
    this.families = families(plan, new HolderEvidence(reports));
    this.conditions = new Conditions(previous, plan.virtualIP().generation(), now);
    this.now = now;
  }

  /**
   * The status that is to be stored now.
   *
   * @param previous the stored status; null for an object that has none
   */
  public static Outcome status(
      VirtualIPPlan plan, Reports reports, @Nullable VirtualIPStatus previous, Instant now) {
    return new StatusPlanner(plan, reports, previous, now).status();
  }

  private Outcome status() {
    Progress progress =
        Progress.judge(pending(), conditions.ofThisGeneration(Conditions.RECONCILING), now);
    accepted();
    programmed();
    ready(progress);
    reconciling(progress);
    if (plan instanceof VirtualIPPlan.Accepted accepted) {
      accepted
          .notices()
          .forEach(it -> conditions.set(it.type(), it.status(), it.reason(), it.message()));
    }
    if (plan instanceof VirtualIPPlan.Refused refused) {
      conditions.set(Conditions.STALLED, Truth.TRUE, refused.reason(), refused.message());
    }
    DeclaredVirtualIP virtualIP = plan.virtualIP();
    boolean accepted = plan instanceof VirtualIPPlan.Accepted;
    return new Outcome(
        new VirtualIPStatus(
            virtualIP.generation(),
            accepted ? virtualIP.spec().addresses() : heldAddresses(),
            plan.virtualRouterID(),
            advertisementInterval(),
            activeNode(),
            families,
            NodeCounts.of(plan.eligible().size(), rollout.participating(), rollout.electing()),
            null,
            null,
            conditions.build()),
        progress.deadline());
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
          !rollout.complete() || (!accepted.virtualIP().suspended() && !held() && !settled());
    };
  }

  /** Whether Ready has had a definite value in this generation: then an election is not awaited. */
  private boolean settled() {
    return conditions
        .ofThisGeneration(Conditions.READY)
        .filter(ready -> !ready.getStatus().equals(Truth.UNKNOWN.text()))
        .isPresent();
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

  private void ready(Progress progress) {
    switch (plan) {
      case VirtualIPPlan.Refused refused ->
          conditions.set(Conditions.READY, Truth.FALSE, refused.reason(), refused.message());
      case VirtualIPPlan.Pending pending ->
          conditions.set(Conditions.READY, Truth.UNKNOWN, pending.reason(), pending.message());
      case VirtualIPPlan.Accepted accepted when accepted.virtualIP().suspended() ->
          conditions.set(Conditions.READY, Truth.FALSE, "Suspended", "spec.suspend is true");
      case VirtualIPPlan.Accepted _ -> elected(progress);
    }
  }

  private void elected(Progress progress) {
    Optional<FamilyStatus> external =
        families.stream()
            .filter(family -> family.activeNode() == null && family.activeRouter() != null)
            .findFirst();
    if (external.isPresent()) {
      conditions.set(
          Conditions.READY,
          Truth.FALSE,
          "HeldByExternalRouter",
          "%s is Active and belongs to no node of this cluster; stop VRRP there, or choose another spec.virtualRouterID"
              .formatted(external.get().activeRouter()));
    } else if (held()) {
      conditions.set(
          Conditions.READY,
          Truth.TRUE,
          "ActiveElected",
          Objects.requireNonNullElse(activeNode(), "one node for each family") + " is Active");
    } else if (progress.open()) {
      conditions.set(
          Conditions.READY,
          Truth.UNKNOWN,
          rollout.complete() ? "Electing" : "Programming",
          rollout.message());
    } else {
      conditions.set(
          Conditions.READY,
          Truth.FALSE,
          "NoActive",
          "no agent hears an Active; " + rollout.message());
    }
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

  private boolean held() {
    return !families.isEmpty() && families.stream().allMatch(family -> family.activeNode() != null);
  }

  private @Nullable String activeNode() {
    Set<String> nodes = new LinkedHashSet<>();
    for (FamilyStatus family : families) {
      if (family.activeNode() == null) {
        return null;
      }
      nodes.add(family.activeNode());
    }
    return nodes.size() == 1 ? nodes.iterator().next() : null;
  }

  private static List<FamilyStatus> families(VirtualIPPlan plan, HolderEvidence evidence) {
    List<FamilyStatus> families = new ArrayList<>();
    plan.virtualIP().families().stream()
        .sorted()
        .forEach(
            family ->
                families.add(
                    switch (evidence.holder(plan.virtualIP().uid(), family)) {
                      case Holder.ActiveNode(String node, String router, Instant since) ->
                          new FamilyStatus(family, node, router, since);
                      case Holder.ExternalRouter(String router, Instant since) ->
                          new FamilyStatus(family, null, router, since);
                      case Holder.None() -> new FamilyStatus(family, null, null, null);
                    }));
    return families;
  }
}
