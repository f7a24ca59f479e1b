package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** One virtual router as one node is to run it: everything is decided, nothing is defaulted. */
public record VirtualRouterSpec(
    @JsonPropertyDescription("VirtualIP that the virtual router serves.") @Required
        VirtualIPReference virtualIP,
    @JsonPropertyDescription("Address family of the virtual router.") @Required Family family,
    @JsonProperty("interface")
        @JsonPropertyDescription("Interface that carries the advertisements and the addresses.")
        @Required
        @Size(min = 1, max = Limits.INTERFACE_NAME)
        String interfaceName,
    @JsonPropertyDescription("VRID, 1..255 (RFC 9568 section 5.2.3).") @Required @Min(1) @Max(255)
        int virtualRouterID,
    @JsonPropertyDescription(
            "VRRP priority, 1..254, or 255 for the address owner (RFC 9568 section 5.2.4).")
        @Required
        @Min(1)
        @Max(255)
        int priority,
    @JsonPropertyDescription(
            "Time between two advertisements, 10..40950 milliseconds in steps of 10"
                + " (RFC 9568 section 5.2.7).")
        @Required
        @Min(Limits.MINIMUM_INTERVAL)
        @Max(Limits.MAXIMUM_INTERVAL)
        int advertisementIntervalMilliseconds,
    @JsonPropertyDescription("Whether a Backup takes over from an Active of lower priority.")
        @Required
        boolean preempt,
    @JsonPropertyDescription(
            "Addresses in canonical text, all of this family, in the order they are advertised.")
        @Required
        @Size(min = 1, max = Limits.ADDRESSES)
        List<@Size(min = 1, max = Limits.ADDRESS_TEXT) String> addresses) {

  public VirtualRouterSpec {
    addresses = Lists.copy(addresses);
  }
}
