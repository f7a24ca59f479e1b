package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** One reason for a node to hold the addresses or to leave them to another; one kind of check. */
public record HealthCheck(
    @JsonPropertyDescription("Name of the check, unique in the VirtualIP.")
        @Required
        @Size(min = 1, max = Limits.LABEL)
        String name,
    @JsonPropertyDescription("Passes while an HTTP GET is answered as expected.")
        @Nullable HttpGetCheck httpGet,
    @JsonPropertyDescription("Passes while a TCP connection is accepted.")
        @Nullable TcpSocketCheck tcpSocket,
    @JsonPropertyDescription("Passes while a file exists.") @Nullable FileCheck file,
    @JsonPropertyDescription("Time between two checks, in milliseconds. Default: 1000.")
        @Min(Limits.MINIMUM_PERIOD)
        @Max(Limits.CHECK_MILLISECONDS)
        @Nullable Integer periodMilliseconds,
    @JsonPropertyDescription("Time within which a check must be answered. Default: 1000.")
        @Min(Limits.MINIMUM_TIMEOUT)
        @Max(Limits.CHECK_MILLISECONDS)
        @Nullable Integer timeoutMilliseconds,
    @JsonPropertyDescription("Failures in a row until the node counts as failing. Default: 3.")
        @Min(1)
        @Max(Limits.CHECK_THRESHOLD)
        @Nullable Integer failureThreshold,
    @JsonPropertyDescription("Successes in a row until it counts as passing again. Default: 2.")
        @Min(1)
        @Max(Limits.CHECK_THRESHOLD)
        @Nullable Integer successThreshold,
    @JsonPropertyDescription(
            "Subtracted from the node's priority while failing, at least 1 remains. Default: the"
                + " node holds the addresses only while nobody better is there.")
        @Min(1)
        @Max(Limits.PENALTY)
        @Nullable Integer priorityPenalty) {}
