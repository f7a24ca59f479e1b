package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Names the VirtualIP, and the generation of it, that a virtual router was planned from. */
public record VirtualIPReference(
    @JsonPropertyDescription("metadata.name of the VirtualIP.") @Required @Size(min = 1, max = 253)
        String name,
    @JsonPropertyDescription("metadata.uid of the VirtualIP; empty for one read from a file.")
        @Required
        @Size(max = 64)
        String uid,
    @JsonPropertyDescription("metadata.generation of the VirtualIP; 0 for one read from a file.")
        @Required
        long generation) {}
