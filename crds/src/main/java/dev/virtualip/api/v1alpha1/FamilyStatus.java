package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who holds the addresses of one family, by evidence from the network. */
public record FamilyStatus(
    @JsonPropertyDescription("Address family of the virtual router.") @Required Family family,
    @JsonPropertyDescription(
            "Node whose agent is Active; absent while none is, or a router outside the cluster.")
        @Size(max = Limits.NODE_NAME)
        @Nullable String activeNode,
    @JsonPropertyDescription("Source address of the Active router's advertisements.")
        @Size(max = Limits.ADDRESS_TEXT)
        @Nullable String activeRouter,
    @JsonPropertyDescription("When it became Active.") @Nullable Instant since) {}
