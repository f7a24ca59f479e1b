package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A check that passes while a TCP connection is accepted. */
public record TcpSocketCheck(
    @JsonPropertyDescription(
            "Host or address to connect to, seen from the node. Default: 127.0.0.1.")
        @Size(min = 1, max = Limits.NODE_NAME)
        @Nullable String host,
    @JsonPropertyDescription("Port to connect to.") @Required @Min(1) @Max(Limits.PORT) int port) {}
