package dev.virtualip.operator.report;

import dev.virtualip.api.v1alpha1.Transition;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import dev.virtualip.api.v1alpha1.VirtualRouterStatus;
import dev.virtualip.operator.plan.Conditions;
import dev.virtualip.operator.plan.Eligibility;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is worth an Event: the difference between a status and the one before it, never a status by
 * itself, so that nothing is announced again by looking again.
 */
public final class Announcements {

  private Announcements() {}

  /** What a new status of a VirtualIP has to announce. */
  public static List<Announcement> of(@Nullable VirtualIPStatus before, VirtualIPStatus after) {
    List<Announcement> announcements = new ArrayList<>();
    rejected(before, after).ifPresent(announcements::add);
    allocated(before, after).ifPresent(announcements::add);
    moved(before, after).ifPresent(announcements::add);
    becameTrue(before, after, Conditions.FOREIGN_ROUTER, EventReason.VIRTUAL_ROUTER_ID_CONFLICT)
        .ifPresent(announcements::add);
    becameTrue(before, after, Conditions.DUAL_ACTIVE, EventReason.DUAL_ACTIVE)
        .ifPresent(announcements::add);
    becameTrue(before, after, Conditions.ADDRESS_CONFLICT, EventReason.ADDRESS_CONFLICT)
        .ifPresent(announcements::add);
    becameTrue(before, after, Conditions.INTERFACE_NOT_FOUND, EventReason.CONFIGURATION_REJECTED)
        .ifPresent(announcements::add);
    became(before, after, Conditions.PREFERRED_NODE, "False")
        .map(it -> new Announcement(EventReason.CONFIGURATION_REJECTED, it.getMessage()))
        .ifPresent(announcements::add);
    became(before, after, Conditions.READY, "False")
        .filter(ready -> ready.getReason().equals(EventReason.NO_ACTIVE.text()))
        .map(ready -> new Announcement(EventReason.NO_ACTIVE, ready.getMessage()))
        .ifPresent(announcements::add);
    return announcements;
  }

  /** What a new report on one virtual router of a node has to announce. */
  public static List<Announcement> of(
      String node, VirtualRouterStatus before, VirtualRouterStatus after) {
    List<Announcement> announcements = new ArrayList<>();
    difference(after.failingChecks(), before.failingChecks())
        .forEach(
            check ->
                announcements.add(
                    new Announcement(
                        EventReason.HEALTH_CHECK_FAILING,
                        "health check %s fails on node %s, which has priority %d now"
                            .formatted(check, node, after.effectivePriority()))));
    difference(before.failingChecks(), after.failingChecks())
        .forEach(
            check ->
                announcements.add(
                    new Announcement(
                        EventReason.HEALTH_CHECK_RECOVERED,
                        "health check %s passes again on node %s, which has priority %d now"
                            .formatted(check, node, after.effectivePriority()))));
    return announcements;
  }

  /** A node that the label keeps away from a VirtualIP. */
  public static Announcement excluded(String node) {
    return new Announcement(
        EventReason.NODE_EXCLUDED,
        "node %s does not take part, because it carries the label %s; name it in spec.nodes to let it"
            .formatted(node, Eligibility.EXCLUDE_LABEL));
  }

  private static Optional<Announcement> rejected(
      @Nullable VirtualIPStatus before, VirtualIPStatus after) {
    return Conditions.find(after, Conditions.ACCEPTED)
        .filter(accepted -> accepted.getStatus().equals("False"))
        .filter(accepted -> !sameReason(accepted, before))
        .map(accepted -> new Announcement(reason(accepted), accepted.getMessage()));
  }

  /** Reasons with an Event of their own; all others are rejected configurations. */
  private static EventReason reason(Condition accepted) {
    return switch (accepted.getReason()) {
      case "VirtualRouterIDConflict" -> EventReason.VIRTUAL_ROUTER_ID_CONFLICT;
      case "AddressConflict" -> EventReason.ADDRESS_CONFLICT;
      default -> EventReason.CONFIGURATION_REJECTED;
    };
  }

  private static boolean sameReason(Condition accepted, @Nullable VirtualIPStatus before) {
    return Conditions.find(before, Conditions.ACCEPTED)
        .filter(it -> it.getStatus().equals(accepted.getStatus()))
        .filter(it -> it.getReason().equals(accepted.getReason()))
        .filter(it -> Objects.equals(it.getObservedGeneration(), accepted.getObservedGeneration()))
        .isPresent();
  }

  private static Optional<Announcement> allocated(
      @Nullable VirtualIPStatus before, VirtualIPStatus after) {
    Integer former = before == null ? null : before.virtualRouterID();
    Integer number = after.virtualRouterID();
    return number == null || number.equals(former)
        ? Optional.empty()
        : Optional.of(
            new Announcement(
                EventReason.VIRTUAL_ROUTER_ID_ALLOCATED,
                former == null
                    ? "virtual router identifier %d is in use".formatted(number)
                    : "virtual router identifier %d replaces %d".formatted(number, former)));
  }

  private static Optional<Announcement> moved(
      @Nullable VirtualIPStatus before, VirtualIPStatus after) {
    Transition last = after.lastTransition();
    return last == null
            || last.to() == null
            || (before != null && last.equals(before.lastTransition()))
        ? Optional.empty()
        : Optional.of(new Announcement(EventReason.ACTIVE_NODE_CHANGED, text(last)));
  }

  private static String text(Transition last) {
    return "%s holds the addresses since %s%s: %s%s%s"
        .formatted(
            last.to(),
            last.time(),
            last.from() == null ? "" : ", before it " + last.from(),
            last.reason(),
            last.detectionMilliseconds() == null
                ? ""
                : ", noticed after %d ms".formatted(last.detectionMilliseconds()),
            last.bindMicroseconds() == null
                ? ""
                : ", bound within %d µs".formatted(last.bindMicroseconds()));
  }

  private static Optional<Announcement> becameTrue(
      @Nullable VirtualIPStatus before, VirtualIPStatus after, String type, EventReason reason) {
    return became(before, after, type, "True").map(it -> new Announcement(reason, it.getMessage()));
  }

  private static Optional<Condition> became(
      @Nullable VirtualIPStatus before, VirtualIPStatus after, String type, String status) {
    return Conditions.find(after, type)
        .filter(condition -> condition.getStatus().equals(status))
        .filter(
            condition ->
                Conditions.find(before, type)
                    .filter(it -> it.getStatus().equals(status))
                    .filter(it -> it.getReason().equals(condition.getReason()))
                    .isEmpty());
  }

  private static Set<String> difference(List<String> of, List<String> less) {
    TreeSet<String> difference = new TreeSet<>(of);
    less.forEach(difference::remove);
    return difference;
  }
}
