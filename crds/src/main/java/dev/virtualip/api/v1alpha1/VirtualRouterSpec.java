package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One virtual router as one node is to run it: everything is decided, nothing is defaulted. */
public record VirtualRouterSpec(
    @JsonPropertyDescription("VirtualIP that the virtual router serves.") @Required
        VirtualIPReference virtualIP,
    @JsonPropertyDescription("Address family of the virtual router.") @Required Family family,
    @JsonProperty("interface")
        @JsonPropertyDescription("Interface that carries the advertisements and the addresses.")
        @Required
        @Size(min = 1, max = Limits.INTERFACE_NAME)
        String interfaceName,
    @JsonPropertyDescription("VRID, 1..255 (RFC 9568 section 5.2.3).") @Required @Min(1) @Max(255)
        int virtualRouterID,
    @JsonPropertyDescription("VRRP version, 2 or 3.") @Required @Min(2) @Max(3) int version,
    @JsonPropertyDescription(
            "VRRP priority, 1..254, or 255 for the address owner (RFC 9568 section 5.2.4).")
        @Required
        @Min(1)
        @Max(255)
        int priority,
    @JsonPropertyDescription(
            "Time between two advertisements in milliseconds: 10..40950 in steps of 10 (RFC 9568"
                + " section 5.2.7), with version 2 whole seconds (RFC 3768 section 5.3.7).")
        @Required
        @Min(Limits.MINIMUM_INTERVAL)
        @Max(Limits.MAXIMUM_INTERVAL_V2)
        int advertisementIntervalMilliseconds,
    @JsonPropertyDescription("Whether a Backup takes over from an Active of lower priority.")
        @Required
        boolean preempt,
    @JsonPropertyDescription("How long a Backup waits before it does so, in seconds.")
        @Required
        @Min(0)
        @Max(Limits.PREEMPT_DELAY)
        int preemptDelaySeconds,
    @JsonPropertyDescription(
            "Addresses in canonical text, all of this family, in the order they are advertised.")
        @Required
        @Size(min = 1, max = Limits.ADDRESSES)
        List<@Size(min = 1, max = Limits.ADDRESS_TEXT) String> addresses,
    @JsonPropertyDescription("What the checksum of version 3 over IPv4 covers when sending.")
        @Required
        ChecksumMode checksum,
    @JsonPropertyDescription("Authentication of version 2; absent: none.")
        @Nullable Authentication authentication,
    @JsonPropertyDescription("How advertisements are sent.") @Required PeerMode peerMode,
    @JsonPropertyDescription("Routers outside the cluster, reached by unicast.")
        @Size(max = Limits.EXTERNAL_PEERS)
        List<@Size(min = 1, max = Limits.ADDRESS_TEXT) String> externalPeers,
    @JsonPropertyDescription("What must work on this node.") @Size(max = Limits.HEALTH_CHECKS)
        List<HealthCheck> healthChecks,
    @JsonPropertyDescription("Whether an Active is to hand over to the best Backup now.")
        boolean handOver) {

  public VirtualRouterSpec {
    addresses = Lists.copy(addresses);
    externalPeers = Lists.copy(externalPeers);
    healthChecks = Lists.copy(healthChecks);
  }

  /** A plain version 3 router by multicast: the addresses and nothing that has a default. */
  public static VirtualRouterSpec of(
      VirtualIPReference virtualIP,
      Family family,
      String interfaceName,
      int virtualRouterID,
      int priority,
      int advertisementIntervalMilliseconds,
      boolean preempt,
      List<String> addresses) {
    return new VirtualRouterSpec(
        virtualIP,
        family,
        interfaceName,
        virtualRouterID,
        3,
        priority,
        advertisementIntervalMilliseconds,
        preempt,
        0,
        addresses,
        ChecksumMode.PSEUDO_HEADER,
        null,
        PeerMode.MULTICAST,
        List.of(),
        List.of(),
        false);
  }

  /** The same router under other numbers. */
  public VirtualRouterSpec withNumbers(int virtualRouterID, int priority) {
    return new VirtualRouterSpec(
        virtualIP,
        family,
        interfaceName,
        virtualRouterID,
        version,
        priority,
        advertisementIntervalMilliseconds,
        preempt,
        preemptDelaySeconds,
        addresses,
        checksum,
        authentication,
        peerMode,
        externalPeers,
        healthChecks,
        handOver);
  }

  /** The same router, whose Active is to hand over or not. */
  public VirtualRouterSpec withHandOver(boolean handOver) {
    return new VirtualRouterSpec(
        virtualIP,
        family,
        interfaceName,
        virtualRouterID,
        version,
        priority,
        advertisementIntervalMilliseconds,
        preempt,
        preemptDelaySeconds,
        addresses,
        checksum,
        authentication,
        peerMode,
        externalPeers,
        healthChecks,
        handOver);
  }

  /** The same router with other peers to reach by unicast. */
  public VirtualRouterSpec withExternalPeers(List<String> externalPeers) {
    return new VirtualRouterSpec(
        virtualIP,
        family,
        interfaceName,
        virtualRouterID,
        version,
        priority,
        advertisementIntervalMilliseconds,
        preempt,
        preemptDelaySeconds,
        addresses,
        checksum,
        authentication,
        peerMode,
        externalPeers,
        healthChecks,
        handOver);
  }

  /** The same router on another interface. */
  public VirtualRouterSpec withInterface(String interfaceName) {
    return new VirtualRouterSpec(
        virtualIP,
        family,
        interfaceName,
        virtualRouterID,
        version,
        priority,
        advertisementIntervalMilliseconds,
        preempt,
        preemptDelaySeconds,
        addresses,
        checksum,
        authentication,
        peerMode,
        externalPeers,
        healthChecks,
        handOver);
  }
}
