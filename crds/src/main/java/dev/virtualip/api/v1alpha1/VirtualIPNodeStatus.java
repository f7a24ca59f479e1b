package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the agent of one node does and hears; written on change only. */
public record VirtualIPNodeStatus(
    @JsonPropertyDescription("metadata.generation of the spec that the agent runs.")
        long observedGeneration,
    @JsonPropertyDescription("spec.reportRequest that this report answers.") @Size(max = 64)
        @Nullable String reportRequest,
    @JsonPropertyDescription("The agent's process.") @Nullable AgentStatus agent,
    @JsonPropertyDescription(
            "Interfaces that could carry a virtual address: broadcast and multicast, with a subnet"
                + " shorter than /32.")
        @Size(max = 32)
        List<InterfaceStatus> interfaces,
    @JsonPropertyDescription("Virtual routers that the agent runs or could not run.")
        @Size(max = 2 * Limits.VIRTUAL_ROUTERS)
        List<VirtualRouterStatus> virtualRouters,
    @JsonPropertyDescription("Virtual routers heard on the node's links that are none of ours.")
        @Size(max = 32)
        List<ForeignVirtualRouter> foreignVirtualRouters) {

  public VirtualIPNodeStatus {
    interfaces = Lists.copy(interfaces);
    virtualRouters = Lists.copy(virtualRouters);
    foreignVirtualRouters = Lists.copy(foreignVirtualRouters);
  }
}
