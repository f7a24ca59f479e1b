package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The last move of the addresses from one holder to another. */
public record Transition(
    @JsonPropertyDescription("When the new holder became Active.") @Required Instant time,
    @JsonPropertyDescription("Node that held them before; absent if none did.")
        @Size(max = Limits.NODE_NAME)
        @Nullable String from,
    @JsonPropertyDescription("Node that holds them since; absent if none does.")
        @Size(max = Limits.NODE_NAME)
        @Nullable String to,
    @JsonPropertyDescription("Why it became Active, such as ActiveDown.") @Required @Size(max = 64)
        String reason,
    @JsonPropertyDescription(
            "Milliseconds from the last advertisement of the holder before to the new one's first.")
        @Nullable Long detectionMilliseconds,
    @JsonPropertyDescription(
            "Microseconds from becoming Active until the kernel had the addresses.")
        @Nullable Long bindMicroseconds) {}
