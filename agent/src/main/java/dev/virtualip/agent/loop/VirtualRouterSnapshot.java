package dev.virtualip.agent.loop;

import dev.virtualip.agent.vrrp.Conflict;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.api.v1alpha1.ChecksumMode;
import dev.virtualip.api.v1alpha1.RouterCondition;
import dev.virtualip.api.v1alpha1.RouterTransition;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one virtual router was doing when the protocol thread last published.
 *
 * @param spec the configuration that it runs
 * @param state state of RFC 9568 section 6.4
 * @param effectivePriority what it advertises; 0 while it leaves
 * @param activeAdvertisementIntervalMilliseconds interval learned from the Active (RFC 9568 section
 *     6.1, Active_Adver_Interval)
 * @param addressesBound whether every address is in the kernel now
 * @param leaving whether it has sent priority 0 and still holds the address for its successor
 * @param activeRouter source address of the Active heard, or its own while it is Active itself
 * @param activeSources every Active heard within the last down interval, its own included
 * @param since when it entered {@code state}, wall clock
 * @param lastTransition how it last became Active; null if it never did since the agent started
 * @param failingChecks health checks of its VirtualIP that fail on this node
 * @param conflicts who else has its addresses, without being a router of the group
 * @param conditions what troubles it now, with the cure
 * @param lastError last failure of the kernel or of the configuration, in words that name the cure
 * @param counters by the leaf names of RFC 8347
 */
public record VirtualRouterSnapshot(
    VirtualRouterSpec spec,
    State state,
    int effectivePriority,
    long activeAdvertisementIntervalMilliseconds,
    boolean addressesBound,
    boolean leaving,
    @Nullable InetAddress activeRouter,
    List<ActiveSource> activeSources,
    Instant since,
    @Nullable RouterTransition lastTransition,
    List<FailingCheck> failingChecks,
    List<Conflict> conflicts,
    List<RouterCondition> conditions,
    @Nullable String lastError,
    Map<String, Long> counters) {

  /** Whether its addresses are on this node, or are about to be. */
  public boolean holds() {
    return state == State.ACTIVE || leaving;
  }

  /** Whether nothing differs that a status would tell; counters differ all the time. */
  boolean sameButCounters(VirtualRouterSnapshot other) {
    return withoutCounters().equals(other.withoutCounters());
  }

  private VirtualRouterSnapshot withoutCounters() {
    return with(conditions, Map.of());
  }

  /** The same with more conditions. */
  VirtualRouterSnapshot with(List<RouterCondition> more) {
    return more.isEmpty()
        ? this
        : with(Stream.concat(conditions.stream(), more.stream()).toList(), counters);
  }

  private VirtualRouterSnapshot with(List<RouterCondition> others, Map<String, Long> counts) {
    return new VirtualRouterSnapshot(
        spec,
        state,
        effectivePriority,
        activeAdvertisementIntervalMilliseconds,
        addressesBound,
        leaving,
        activeRouter,
        activeSources,
        since,
        lastTransition,
        failingChecks,
        conflicts,
        others,
        lastError,
        counts);
  }

  /**
   * An Active that was heard on the wire.
   *
   * @param source source address of its adverts
   * @param since when it was first heard in this tenure, wall clock
   * @param addresses what it advertised last; empty of ourselves, and while nothing was read
   * @param otherChecksum the form of its checksums, if it is not the one that this router sends
   */
  public record ActiveSource(
      InetAddress source,
      Instant since,
      List<InetAddress> addresses,
      @Nullable ChecksumMode otherChecksum) {

    public ActiveSource {
      addresses = List.copyOf(addresses);
    }

    /** One of whom no more is known than that he is there. */
    public ActiveSource(InetAddress source, Instant since) {
      this(source, since, List.of(), null);
    }
  }
}
