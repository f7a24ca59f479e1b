package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.InterfaceStatus;
import dev.virtualip.api.v1alpha1.PeerMode;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterState;
import dev.virtualip.api.v1alpha1.VirtualRouterStatus;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The place of one node in one virtual router.
 *
 * @param told what the node was told last; null if it is to run nothing
 * @param runs what its agent says of it; null if it runs nothing
 */
record Seat(
    NodeReport report, @Nullable VirtualRouterSpec told, @Nullable VirtualRouterStatus runs) {

  static Seat of(NodeReport report, String virtualIP, Family family) {
    return new Seat(
        report,
        report.told(virtualIP, family).orElse(null),
        report.runs(virtualIP, family).orElse(null));
  }

  String node() {
    return report.node();
  }

  /** Whether the agent has said that it runs nothing, as it was told. */
  boolean out() {
    return told == null && runs == null && report.current();
  }

  /** Whether the agent runs what it was told, by its own word. */
  boolean settled() {
    return told != null && runs != null && report.current();
  }

  /** Whether the agent may still run what it was told before. */
  boolean unsettled() {
    return told != null && runs != null && !report.current();
  }

  /** Whether its agent has reported nothing, and may yet. */
  boolean isUnknown() {
    return report.status() == null && !report.gone();
  }

  /** Whether it could take over at once. */
  boolean stands() {
    return settled() && report.ready() && runs != null && runs.state() == VirtualRouterState.BACKUP;
  }

  /** What it advertises, by its own word; 0 while it runs nothing. */
  int effectivePriority() {
    return runs == null ? 0 : runs.effectivePriority();
  }

  boolean active() {
    return runs != null && runs.state() == VirtualRouterState.ACTIVE;
  }

  /**
   * Whether routers of these two orders do not hear each other, or restart on the way from one to
   * the other: another VRID or version, with version 2 another interval or password (RFC 3768
   * section 7.1), multicast here and unicast there.
   */
  static boolean deaf(VirtualRouterSpec one, VirtualRouterSpec other) {
    return one.virtualRouterID() != other.virtualRouterID()
        || one.version() != other.version()
        || (one.version() == 2
            && (one.advertisementIntervalMilliseconds() != other.advertisementIntervalMilliseconds()
                || !Objects.equals(one.authentication(), other.authentication())))
        || (one.peerMode() != other.peerMode()
            && one.peerMode() != PeerMode.BOTH
            && other.peerMode() != PeerMode.BOTH);
  }

  /** Whether the node was told what can't be changed into {@code wanted} while others run it. */
  boolean isOld(VirtualRouterSpec wanted) {
    return told != null && (deaf(told, wanted) || changesLink(told, wanted));
  }

  /** Two interfaces with a subnet in common are on one link, and the change concerns this node. */
  private boolean changesLink(VirtualRouterSpec from, VirtualRouterSpec to) {
    if (from.interfaceName().equals(to.interfaceName())) {
      return false;
    }
    Set<String> before = networks(from.interfaceName());
    Set<String> after = networks(to.interfaceName());
    return !before.isEmpty() && !after.isEmpty() && Collections.disjoint(before, after);
  }

  private Set<String> networks(String interfaceName) {
    return report
        .reportedInterface(interfaceName)
        .map(InterfaceStatus::subnets)
        .map(Links::networks)
        .orElseGet(TreeSet::new);
  }

  /** Whether this node, told to hear unicast only, has been told of {@code joiner} and said so. */
  boolean hears(NodeReport joiner, VirtualRouterSpec wanted) {
    if (told == null || told.peerMode() != PeerMode.UNICAST) {
      return true;
    }
    Optional<String> source = joiner.source(wanted.interfaceName(), wanted.family());
    return source.isEmpty()
        || (report.current() && report.toldPeer(told.interfaceName(), source.get()));
  }
}
