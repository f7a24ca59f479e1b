package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An interface of the node that could carry a virtual address. */
public record InterfaceStatus(
    @JsonPropertyDescription("Name in the kernel.")
        @Required
        @Size(min = 1, max = Limits.INTERFACE_NAME)
        String name,
    @JsonPropertyDescription(
            "The interface's own addresses with their prefix length, such as 192.168.1.11/24;"
                + " virtual addresses are left out.")
        @Size(max = 32)
        List<@Size(max = Limits.SUBNET_TEXT) String> subnets,
    @JsonPropertyDescription("Address that advertisements on IPv4 are sent from.")
        @Size(max = Limits.ADDRESS_TEXT)
        @Nullable String primaryIPv4,
    @JsonPropertyDescription("Address that advertisements on IPv6 are sent from.")
        @Size(max = Limits.ADDRESS_TEXT)
        @Nullable String linkLocalIPv6) {

  public InterfaceStatus {
    subnets = Lists.copy(subnets);
  }
}
