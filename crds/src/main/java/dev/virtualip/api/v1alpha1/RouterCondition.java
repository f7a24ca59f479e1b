package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Something that troubles a virtual router on one node; it is listed only while it is true. */
public record RouterCondition(
    @JsonPropertyDescription("What it is, such as AddressConflict.") @Required @Size(max = 64)
        String type,
    @JsonPropertyDescription("Why, in one word.") @Required @Size(max = 64) String reason,
    @JsonPropertyDescription("What was seen, with the cure.") @Required @Size(max = 1024)
        String message) {}
