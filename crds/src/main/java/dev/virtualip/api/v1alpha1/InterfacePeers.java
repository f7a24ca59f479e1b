package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** The other agents that are reached by unicast on one interface of this node. */
public record InterfacePeers(
    @JsonProperty("interface")
        @JsonPropertyDescription("Interface of this node.")
        @Required
        @Size(min = 1, max = Limits.INTERFACE_NAME)
        String interfaceName,
    @JsonPropertyDescription(
            "Addresses that the other agents send from on this link: primary IPv4, link-local"
                + " IPv6.")
        @Size(max = Limits.CLUSTER_PEERS)
        List<@Size(min = 1, max = Limits.ADDRESS_TEXT) String> addresses) {

  public InterfacePeers {
    addresses = Lists.copy(addresses);
  }
}
