package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the agent of one node does and hears; written on change only. */
public record VirtualIPNodeStatus(
    @JsonPropertyDescription("metadata.generation of the spec that the agent runs.")
        long observedGeneration,
    @JsonPropertyDescription("The agent's process.") @Nullable AgentStatus agent,
    @JsonPropertyDescription(
            "Interfaces that could carry a virtual address: broadcast and multicast, with a subnet"
                + " shorter than /32.")
        @Size(max = 32)
        List<InterfaceStatus> interfaces,
    @JsonPropertyDescription("Virtual routers that the agent runs or could not run.")
        @Size(max = Limits.VIRTUAL_ROUTERS)
        List<VirtualRouterStatus> virtualRouters) {

  public VirtualIPNodeStatus {
    interfaces = Lists.copy(interfaces);
    virtualRouters = Lists.copy(virtualRouters);
  }
}
