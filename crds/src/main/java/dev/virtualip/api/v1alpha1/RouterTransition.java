package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The last time that a virtual router of one node became Active, as that node measured it. */
public record RouterTransition(
    @JsonPropertyDescription("When it became Active.") @Required Instant time,
    @JsonPropertyDescription("Why, such as ActiveDown.") @Required @Size(max = 64) String reason,
    @JsonPropertyDescription(
            "Milliseconds from the last advertisement of the Active before to becoming Active.")
        @Nullable Long detectionMilliseconds,
    @JsonPropertyDescription(
            "Microseconds from becoming Active until the kernel had the addresses.")
        @Nullable Long bindMicroseconds) {}
