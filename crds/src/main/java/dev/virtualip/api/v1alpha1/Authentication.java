package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Where the password of version 2 advertisements is found; never the password itself. */
public record Authentication(
    @JsonPropertyDescription("SimplePassword: clear text, as keepalived's auth_type PASS.")
        @Required
        AuthenticationType type,
    @JsonPropertyDescription(
            "Key of the Secret virtualip-authentication that holds the password, 1..8 octets.")
        @Required
        @Size(min = 1, max = Limits.PASSWORD_KEY)
        String passwordKey) {}
