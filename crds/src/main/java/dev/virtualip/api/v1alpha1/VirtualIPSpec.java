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
    @JsonPropertyDescription(
            "Time between two VRRP advertisements, 10..40950 milliseconds in steps of 10; a lost"
                + " holder is noticed after about 3.6 intervals. Default: 250.")
        @Min(Limits.MINIMUM_INTERVAL)
        @Max(Limits.MAXIMUM_INTERVAL)
        @Nullable Integer advertisementIntervalMilliseconds,
    @JsonPropertyDescription(
            "Whether a node of higher priority takes the addresses from a healthy holder of lower"
                + " priority.")
        @Nullable Boolean preempt,
    @JsonPropertyDescription("Nodes that may hold the addresses. Default: every Linux node.")
        @Nullable LabelSelector nodeSelector,
    @JsonPropertyDescription("Settings for single nodes.")
        @JsonSetter(contentNulls = Nulls.FAIL)
        @Size(max = Limits.NODES)
        List<NodeOverride> nodes,
    @JsonPropertyDescription(
            "Release the addresses on all nodes; the virtual router identifier is kept.")
        @Nullable Boolean suspend) {

  public VirtualIPSpec {
    addresses = Lists.copy(addresses);
    nodes = Lists.copy(nodes);
  }
}
