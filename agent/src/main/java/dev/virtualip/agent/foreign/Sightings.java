package dev.virtualip.agent.foreign;

import dev.virtualip.agent.vrrp.Advertisement;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.ForeignVirtualRouter;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.plan.Addresses;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What was heard lately, one entry for each virtual router whoever speaks for it: when its Active
 * changes there is nothing new to report.
 */
final class Sightings {

  /** Bounds of the schema. */
  private static final int MOST_REPORTED = 32;

  private static final int MOST_ADDRESSES = 20;

  /** A flood of invented ones must not grow without end. */
  private static final int MOST_REMEMBERED = 1024;

  /** Longer than a router that is only sampled may go unheard. */
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final int SILENT_INTERVALS = 4;

  private record Key(String interfaceName, Family family, int virtualRouterID, Set<String> set) {}

  private record Sighting(ForeignVirtualRouter router, long expiresNanos) {}

  private final Map<Key, Sighting> sightings = new LinkedHashMap<>();

  /** Notes one advertisement down; priority 0 says that its sender leaves, so it is no sighting. */
  void add(
      String interfaceName,
      Family family,
      InetAddress source,
      Advertisement advertisement,
      Instant time,
      long nowNanos) {
    if (advertisement.priority() == 0) {
      return;
    }
    List<String> addresses =
        advertisement.addresses().stream().limit(MOST_ADDRESSES).map(Addresses::text).toList();
    Key key =
        new Key(interfaceName, family, advertisement.virtualRouterID(), Set.copyOf(addresses));
    Sighting before = sightings.get(key);
    if (before == null && sightings.size() >= MOST_REMEMBERED) {
      return;
    }
    ForeignVirtualRouter router =
        before != null
            ? before.router()
            : new ForeignVirtualRouter(
                interfaceName,
                family,
                advertisement.virtualRouterID(),
                Addresses.text(source),
                addresses,
                time);
    long silence =
        TimeUnit.MILLISECONDS.toNanos(
            SILENT_INTERVALS * (long) advertisement.intervalMilliseconds());
    sightings.put(key, new Sighting(router, nowNanos + Math.max(SILENCE_NANOS, silence)));
  }

  /**
   * Those that are none of {@code own}, first those that use a VRID of ours for other addresses,
   * and of the rest those that were heard first: a link with more than can be told always tells the
   * same ones.
   */
  List<ForeignVirtualRouter> foreign(List<VirtualRouterSpec> own, long nowNanos) {
    sightings.values().removeIf(sighting -> nowNanos - sighting.expiresNanos() > 0);
    List<ForeignVirtualRouter> taken = new ArrayList<>();
    List<ForeignVirtualRouter> others = new ArrayList<>();
    for (Sighting sighting : sightings.values()) {
      ForeignVirtualRouter router = sighting.router();
      List<VirtualRouterSpec> namesakes =
          own.stream()
              .filter(it -> it.interfaceName().equals(router.interfaceName()))
              .filter(it -> it.family() == router.family())
              .filter(it -> it.virtualRouterID() == router.virtualRouterID())
              .toList();
      if (namesakes.isEmpty()) {
        others.add(router);
      } else if (namesakes.stream().noneMatch(it -> shareAnAddress(it, router))) {
        taken.add(router);
      }
    }
    others.sort(Comparator.comparing(ForeignVirtualRouter::since));
    taken.addAll(others);
    return List.copyOf(taken.subList(0, Math.min(MOST_REPORTED, taken.size())));
  }

  private static boolean shareAnAddress(VirtualRouterSpec own, ForeignVirtualRouter router) {
    Set<String> ours =
        own.addresses().stream()
            .map(InetAddress::ofLiteral)
            .map(Addresses::text)
            .collect(Collectors.toSet());
    return router.addresses().stream().anyMatch(ours::contains);
  }
}
