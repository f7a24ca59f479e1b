package dev.virtualip.agent.selfcheck;

import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.agent.loop.VirtualRouterSnapshot.ActiveSource;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.api.v1alpha1.ChecksumMode;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.RouterCondition;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.plan.Addresses;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Who else advertises under the VRID is a partner, speaks as we do, and is alone or not Active. */
final class HeardCheck implements Check {

  static final String FOREIGN = "ForeignRouter";
  static final String CHECKSUM = "ChecksumFormDiffers";
  static final String DUAL = "DualActive";

  /** Two holders for less are an election, which ends when the next adverts have arrived. */
  private static final Duration ELECTION = Duration.ofSeconds(2);

  private static final int INTERVALS = 4;

  private final InstantSource clock;

  HeardCheck(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public List<RouterCondition> examine(VirtualRouterSnapshot router, Host host) {
    VirtualRouterSpec spec = router.spec();
    List<RouterCondition> conditions = new ArrayList<>();
    List<ActiveSource> partners = new ArrayList<>();
    for (ActiveSource source : router.activeSources()) {
      if (isForeign(source, spec)) {
        conditions.add(foreign(source, spec));
      } else {
        partners.add(source);
        ChecksumMode other = source.otherChecksum();
        if (other != null) {
          conditions.add(checksum(source, other, spec));
        }
      }
    }
    List<ActiveSource> lasting = partners.stream().filter(it -> lasts(it, spec)).toList();
    if (lasting.size() > 1) {
      conditions.add(dual(lasting, router));
    }
    return conditions;
  }

  private static boolean isForeign(ActiveSource source, VirtualRouterSpec spec) {
    List<String> addresses = source.addresses().stream().map(Addresses::text).toList();
    return !addresses.isEmpty() && Collections.disjoint(addresses, spec.addresses());
  }

  private boolean lasts(ActiveSource source, VirtualRouterSpec spec) {
    Duration intervals =
        Duration.ofMillis((long) INTERVALS * spec.advertisementIntervalMilliseconds());
    Duration least = intervals.compareTo(ELECTION) > 0 ? intervals : ELECTION;
    Instant now = clock.instant();
    return !source.since().plus(least).isAfter(now);
  }

  private static RouterCondition foreign(ActiveSource source, VirtualRouterSpec spec) {
    return new RouterCondition(
        FOREIGN,
        "VirtualRouterIDConflict",
        "virtual router ID %d is used on %s by %s for %s, which is none of this VirtualIP; set another spec.virtualRouterID, or another one there"
            .formatted(
                spec.virtualRouterID(),
                spec.interfaceName(),
                Addresses.text(source.source()),
                source.addresses().stream()
                    .limit(4)
                    .map(Addresses::text)
                    .collect(Collectors.joining(", "))));
  }

  private static RouterCondition checksum(
      ActiveSource source, ChecksumMode other, VirtualRouterSpec spec) {
    return new RouterCondition(
        CHECKSUM,
        word(other),
        "%s sends checksums of the form %s and this router %s; we understand both, but unless it does, too, it does not hear us: set spec.checksum: %s"
            .formatted(
                Addresses.text(source.source()), word(other), word(spec.checksum()), word(other)));
  }

  private static String word(ChecksumMode mode) {
    return switch (mode) {
      case PSEUDO_HEADER -> "PseudoHeader";
      case MESSAGE_ONLY -> "MessageOnly";
    };
  }

  private static RouterCondition dual(List<ActiveSource> sources, VirtualRouterSnapshot router) {
    InetAddress own = router.state() == State.ACTIVE ? router.activeRouter() : null;
    String group = router.spec().family() == Family.IPV4 ? "224.0.0.18" : "ff02::12";
    String all = texts(sources);
    return own == null
        ? new RouterCondition(
            DUAL,
            "TwoHolders",
            "%s are Active at the same time and do not hear each other; let IP protocol 112 to %s pass between them in both directions, or set spec.peers.mode: Both"
                .formatted(all, group))
        : new RouterCondition(
            DUAL,
            "NotHeard",
            "%s is Active as well, although it is to give way to this node, which is %s: it does not hear us; let IP protocol 112 to %s pass to it, or set spec.peers.mode: Both"
                .formatted(
                    texts(sources.stream().filter(it -> !it.source().equals(own)).toList()),
                    Addresses.text(own),
                    group));
  }

  private static String texts(List<ActiveSource> sources) {
    return sources.stream()
        .map(source -> Addresses.text(source.source()))
        .collect(Collectors.joining(" and "));
  }
}
