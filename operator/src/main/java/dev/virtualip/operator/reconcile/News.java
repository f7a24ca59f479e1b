package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPNodeStatus;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import dev.virtualip.api.v1alpha1.VirtualRouterStatus;
import dev.virtualip.operator.plan.VirtualIPPlan;
import dev.virtualip.operator.report.Announcement;
import dev.virtualip.operator.report.Announcements;
import dev.virtualip.operator.report.EventSink;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Finds in each change what is to be announced, as long as this operator leads. */
final class News {

  /** More names than that would be a storm of Events when a label is set on a whole rack. */
  private static final int EXCLUDED_SHOWN = 5;

  private final ClusterView cluster;
  private final EventSink events;
  private final BooleanSupplier leads;

  /** The nodes that only a label keeps away, by uid of the VirtualIP. */
  private final Map<String, Set<String>> excluded = new ConcurrentHashMap<>();

  News(ClusterView cluster, EventSink events, BooleanSupplier leads) {
    this.cluster = cluster;
    this.events = events;
    this.leads = leads;
  }

  /** A status has been stored. */
  void stored(
      VirtualIP virtualIP,
      VirtualIPPlan plan,
      @Nullable VirtualIPStatus before,
      VirtualIPStatus after) {
    Announcements.of(before, after).forEach(it -> events.record(virtualIP, it));
    if (plan instanceof VirtualIPPlan.Accepted accepted) {
      // What a restarted operator finds has been announced by the one before it.
      Set<String> known =
          excluded.getOrDefault(
              plan.virtualIP().uid(), before == null ? Set.of() : accepted.excluded());
      accepted.excluded().stream()
          .filter(node -> !known.contains(node))
          .limit(EXCLUDED_SHOWN)
          .forEach(node -> events.record(virtualIP, Announcements.excluded(node)));
    }
  }

  /** A VirtualIP has been looked at, and all that there was to announce of it has been. */
  void looked(VirtualIPPlan plan) {
    String uid = plan.virtualIP().uid();
    if (plan instanceof VirtualIPPlan.Accepted accepted) {
      if (excluded.put(uid, accepted.excluded()) == null) {
        forgetThoseGone(uid);
      }
    } else {
      excluded.putIfAbsent(uid, Set.of());
    }
  }

  private void forgetThoseGone(String but) {
    Set<String> present = new HashSet<>(Set.of(but));
    cluster.virtualIPs().forEach(it -> present.add(it.getMetadata().getUid()));
    excluded.keySet().retainAll(present);
  }

  /** An agent has reported. */
  void reported(@Nullable VirtualIPNode before, @Nullable VirtualIPNode after) {
    if (before == null || after == null || !leads.getAsBoolean()) {
      return;
    }
    record Item(VirtualIPReference virtualIP, Announcement announcement) {}
    List<Item> items = new ArrayList<>();
    for (VirtualRouterStatus now : routers(after)) {
      former(routers(before), now)
          .ifPresent(
              former ->
                  Announcements.of(after.getMetadata().getName(), former, now)
                      .forEach(it -> items.add(new Item(now.virtualIP(), it))));
    }
    // Both families of a VirtualIP have the same checks.
    items.stream()
        .distinct()
        .forEach(
            item -> find(item.virtualIP()).ifPresent(it -> events.record(it, item.announcement())));
  }

  private Optional<VirtualIP> find(VirtualIPReference reference) {
    return cluster.virtualIPs().stream()
        .filter(it -> reference.name().equals(it.getMetadata().getName()))
        .findFirst();
  }

  private static Optional<VirtualRouterStatus> former(
      List<VirtualRouterStatus> routers, VirtualRouterStatus now) {
    return routers.stream()
        .filter(it -> it.family() == now.family())
        .filter(it -> it.virtualIP().name().equals(now.virtualIP().name()))
        .findFirst();
  }

  private static List<VirtualRouterStatus> routers(VirtualIPNode virtualIPNode) {
    VirtualIPNodeStatus status = virtualIPNode.getStatus();
    return status == null ? List.of() : status.virtualRouters();
  }
}
