package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a user asks for; everything but the addresses has a default. */
public record VirtualIPSpec(
    @JsonPropertyDescription(
            "Addresses that one node holds at a time, in canonical text, such as 192.168.1.240;"
                + " advertised in this order.")
        @JsonSetter(contentNulls = Nulls.FAIL)
        @Required
        @Size(min = 1, max = Limits.ADDRESSES)
        List<@Size(min = 1, max = Limits.ADDRESS_TEXT) String> addresses,
    @JsonProperty("interface")
        @JsonPropertyDescription(
            "Interface that carries the addresses on every node. Default: on each node, the one"
                + " with a connected subnet that contains them.")
        @Size(min = 1, max = Limits.INTERFACE_NAME)
        @Nullable String interfaceName,
    @JsonPropertyDescription(
            "VRRP virtual router identifier, 1..255, unique on the link. Default: allocated, see"
                + " status.virtualRouterID.")
        @Min(1)
        @Max(255)
        @Nullable Integer virtualRouterID,
    @JsonPropertyDescription("VRRP version, 2 or 3. Default: 3; 2 is IPv4 only.") @Min(2) @Max(3)
        @Nullable Integer version,
    @JsonPropertyDescription(
            "Time between two VRRP advertisements in milliseconds: 10..40950 in steps of 10 with"
                + " version 3, whole seconds 1000..255000 with version 2; a lost holder is noticed"
                + " after about 3.6 intervals. Default: 250, with version 2 1000.")
        @Min(Limits.MINIMUM_INTERVAL)
        @Max(Limits.MAXIMUM_INTERVAL_V2)
        @Nullable Integer advertisementIntervalMilliseconds,
    @JsonPropertyDescription(
            "Whether a node of higher priority takes the addresses from a healthy holder of lower"
                + " priority.")
        @Nullable Boolean preempt,
    @JsonPropertyDescription(
            "How long a node waits before it takes the addresses from a healthy holder of lower"
                + " priority, in seconds. Default: 30.")
        @Min(0)
        @Max(Limits.PREEMPT_DELAY)
        @Nullable Integer preemptDelaySeconds,
    @JsonPropertyDescription("Nodes that may hold the addresses. Default: every Linux node.")
        @Nullable LabelSelector nodeSelector,
    @JsonPropertyDescription("Settings for single nodes.")
        @JsonSetter(contentNulls = Nulls.FAIL)
        @Size(max = Limits.NODES)
        List<NodeOverride> nodes,
    @JsonPropertyDescription("What must work on a node that is to hold the addresses.")
        @JsonSetter(contentNulls = Nulls.FAIL)
        @Size(max = Limits.HEALTH_CHECKS)
        List<HealthCheck> healthChecks,
    @JsonPropertyDescription("How advertisements reach the other routers.") @Nullable Peers peers,
    @JsonPropertyDescription(
            "What the checksum of version 3 over IPv4 covers when sending; both are accepted."
                + " Default: PseudoHeader.")
        @Nullable ChecksumMode checksum,
    @JsonPropertyDescription("Authentication of version 2.")
        @Nullable Authentication authentication,
    @JsonPropertyDescription(
            "Release the addresses on all nodes; the virtual router identifier is kept.")
        @Nullable Boolean suspend) {

  public VirtualIPSpec {
    addresses = Lists.copy(addresses);
    nodes = Lists.copy(nodes);
    healthChecks = Lists.copy(healthChecks);
  }

  /** Asks for these addresses, and leaves everything else to its default. */
  public static VirtualIPSpec of(List<String> addresses) {
    return new VirtualIPSpec(
        addresses, null, null, null, null, null, null, null, List.of(), List.of(), null, null, null,
        null);
  }

  /** The same but for {@code suspend}. */
  public VirtualIPSpec withSuspend(boolean suspend) {
    return new VirtualIPSpec(
        addresses,
        interfaceName,
        virtualRouterID,
        version,
        advertisementIntervalMilliseconds,
        preempt,
        preemptDelaySeconds,
        nodeSelector,
        nodes,
        healthChecks,
        peers,
        checksum,
        authentication,
        suspend);
  }
}
