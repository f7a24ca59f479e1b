package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** What a VirtualIP says of one node. */
public record NodeOverride(
    @JsonPropertyDescription("metadata.name of the Node.")
        @Required
        @Size(min = 1, max = Limits.NODE_NAME)
        String name,
    @JsonPropertyDescription(
            "VRRP priority of this node, 1..255, the highest holds the addresses; 255 is the"
                + " address owner. Default: ranked by the operator.")
        @Min(1)
        @Max(255)
        @Nullable Integer priority,
    @JsonProperty("interface")
        @JsonPropertyDescription(
            "Interface that carries the addresses on this node. Default: spec.interface.")
        @Size(min = 1, max = Limits.INTERFACE_NAME)
        @Nullable String interfaceName) {}
