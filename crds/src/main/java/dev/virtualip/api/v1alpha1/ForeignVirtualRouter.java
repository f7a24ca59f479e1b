package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;

/** A virtual router that is heard on the link and is none of ours. */
public record ForeignVirtualRouter(
    @JsonProperty("interface")
        @JsonPropertyDescription("Interface on which it is heard.")
        @Required
        @Size(min = 1, max = Limits.INTERFACE_NAME)
        String interfaceName,
    @JsonPropertyDescription("Address family of its advertisements.") @Required Family family,
    @JsonPropertyDescription("Its VRID, 1..255.") @Required int virtualRouterID,
    @JsonPropertyDescription("Source address of its advertisements.")
        @Required
        @Size(max = Limits.ADDRESS_TEXT)
        String source,
    @JsonPropertyDescription("Addresses that it advertises, the first 20.")
        @Size(max = Limits.ADDRESSES)
        List<@Size(max = Limits.ADDRESS_TEXT) String> addresses,
    @JsonPropertyDescription("When it was first heard.") @Required Instant since) {

  public ForeignVirtualRouter {
    addresses = Lists.copy(addresses);
  }
}
