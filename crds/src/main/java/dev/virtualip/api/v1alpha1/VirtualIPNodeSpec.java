package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything one agent needs: it is also the form of the last good configuration on disk. */
public record VirtualIPNodeSpec(
    @JsonPropertyDescription("metadata.uid of the namespace kube-system: which cluster this is.")
        @Required
        @Size(min = 1, max = 64)
        String clusterUID,
    @JsonPropertyDescription(
            "Whether the node is about to lose its pods: hand over, and hold addresses only while"
                + " nobody better is there.")
        boolean drain,
    @JsonPropertyDescription("Asks the agent to report at once and to repeat this value.")
        @Size(max = 64)
        @Nullable String reportRequest,
    @JsonPropertyDescription("The other agents, for virtual routers that advertise by unicast.")
        @Size(max = 32)
        List<InterfacePeers> peers,
    @JsonPropertyDescription("Virtual routers that the node is to run.")
        @Size(max = 2 * Limits.VIRTUAL_ROUTERS)
        List<VirtualRouterSpec> virtualRouters) {

  public VirtualIPNodeSpec {
    peers = Lists.copy(peers);
    virtualRouters = Lists.copy(virtualRouters);
  }

  /** Nothing but virtual routers. */
  public static VirtualIPNodeSpec of(String clusterUID, List<VirtualRouterSpec> virtualRouters) {
    return new VirtualIPNodeSpec(clusterUID, false, null, List.of(), virtualRouters);
  }
}
