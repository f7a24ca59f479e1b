package dev.virtualip.plan;

import dev.virtualip.api.v1alpha1.ChecksumMode;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.PeerMode;
import dev.virtualip.api.v1alpha1.Peers;
import dev.virtualip.api.v1alpha1.VirtualIPSpec;
import java.util.List;

/** Effective values of the fields that a user may leave out. */
public final class Defaults {

  private static final int VERSION = 3;

  /** Fails over within a second, at four small packets a second. */
  private static final int ADVERTISEMENT_INTERVAL_MILLISECONDS = 250;

  /** The shortest that version 2 can say (RFC 3768 section 5.3.7). */
  private static final int ADVERTISEMENT_INTERVAL_V2_MILLISECONDS = 1000;

  /** Long enough for the services of a node that has just started. */
  private static final int PREEMPT_DELAY_SECONDS = 30;

  private Defaults() {}

  /** VRRP version; 3 unless given. */
  public static int version(VirtualIPSpec spec) {
    Integer given = spec.version();
    return given == null ? VERSION : given;
  }

  /** Time between two advertisements, in milliseconds; 250 unless given, 1000 with version 2. */
  public static int advertisementIntervalMilliseconds(VirtualIPSpec spec) {
    Integer given = spec.advertisementIntervalMilliseconds();
    if (given != null) {
      return given;
    }
    return version(spec) == 2
        ? ADVERTISEMENT_INTERVAL_V2_MILLISECONDS
        : ADVERTISEMENT_INTERVAL_MILLISECONDS;
  }

  /** How long a Backup waits before it preempts, in seconds; 30 unless given. */
  public static int preemptDelaySeconds(VirtualIPSpec spec) {
    Integer given = spec.preemptDelaySeconds();
    return given == null ? PREEMPT_DELAY_SECONDS : given;
  }

  /** What the checksum covers when sending; with the pseudo-header unless given. */
  public static ChecksumMode checksum(VirtualIPSpec spec) {
    ChecksumMode given = spec.checksum();
    return given == null ? ChecksumMode.PSEUDO_HEADER : given;
  }

  /** How advertisements are sent; by multicast unless given. */
  public static PeerMode peerMode(VirtualIPSpec spec) {
    Peers peers = spec.peers();
    PeerMode given = peers == null ? null : peers.mode();
    return given == null ? PeerMode.MULTICAST : given;
  }

  /** Routers outside the cluster; none unless given. */
  public static List<String> externalPeers(VirtualIPSpec spec) {
    Peers peers = spec.peers();
    return peers == null ? List.of() : peers.external();
  }

  /** Those of them that speak {@code family}. */
  static List<String> externalPeers(VirtualIPSpec spec, Family family) {
    return externalPeers(spec).stream()
        .filter(
            text ->
                Addresses.canonical(text).map(Addresses::family).filter(family::equals).isPresent())
        .toList();
  }

  /** Whether a Backup takes over from an Active of lower priority; true unless given. */
  public static boolean preempt(VirtualIPSpec spec) {
    return !Boolean.FALSE.equals(spec.preempt());
  }

  /** Whether the addresses are to be released everywhere; false unless given. */
  public static boolean suspend(VirtualIPSpec spec) {
    return Boolean.TRUE.equals(spec.suspend());
  }
}
