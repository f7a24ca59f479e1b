package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A check that passes while an HTTP GET is answered with a status in the expected range. */
public record HttpGetCheck(
    @JsonPropertyDescription("HTTP or HTTPS. Default: HTTP.") @Nullable UrlScheme scheme,
    @JsonPropertyDescription(
            "Host or address to connect to, seen from the node. Default: 127.0.0.1.")
        @Size(min = 1, max = Limits.NODE_NAME)
        @Nullable String host,
    @JsonPropertyDescription("Port to connect to.") @Required @Min(1) @Max(Limits.PORT) int port,
    @JsonPropertyDescription("Path with a leading slash. Default: /.")
        @Size(min = 1, max = Limits.PATH)
        @Nullable String path,
    @JsonPropertyDescription("Host header, and server name (SNI) with HTTPS. Default: the host.")
        @Size(min = 1, max = Limits.NODE_NAME)
        @Nullable String hostHeader,
    @JsonPropertyDescription("Whether HTTPS verifies the server's certificate. Default: false.")
        @Nullable Boolean verifyCertificate,
    @JsonPropertyDescription("Lowest status code that passes. Default: 200.")
        @Min(Limits.MINIMUM_STATUS)
        @Max(Limits.MAXIMUM_STATUS)
        @Nullable Integer minimumStatus,
    @JsonPropertyDescription("Highest status code that passes. Default: 399.")
        @Min(Limits.MINIMUM_STATUS)
        @Max(Limits.MAXIMUM_STATUS)
        @Nullable Integer maximumStatus) {}
