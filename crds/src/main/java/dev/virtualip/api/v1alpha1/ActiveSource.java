package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;

/** An Active router that an agent hears, or is. */
public record ActiveSource(
    @JsonPropertyDescription("Source address of its advertisements.")
        @Required
        @Size(max = Limits.ADDRESS_TEXT)
        String address,
    @JsonPropertyDescription("When it was first heard as Active.") @Required Instant since) {}
