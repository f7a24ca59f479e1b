package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;

/** The agent's process. */
public record AgentStatus(
    @JsonPropertyDescription("Version of the agent.") @Required @Size(max = 64) String version,
    @JsonPropertyDescription("When its process started.") @Required Instant startTime) {}
