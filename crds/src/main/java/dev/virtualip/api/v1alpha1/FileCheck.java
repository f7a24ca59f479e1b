package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A check that passes while a file exists. */
public record FileCheck(
    @JsonPropertyDescription(
            "Path relative to checks/ in the agent's state directory; absolute only without"
                + " Kubernetes.")
        @Required
        @Size(min = 1, max = Limits.PATH)
        String path) {}
