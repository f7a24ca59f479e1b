package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Everything one agent needs: it is also the form of the last good configuration on disk. */
public record VirtualIPNodeSpec(
    @JsonPropertyDescription("metadata.uid of the namespace kube-system: which cluster this is.")
        @Required
        @Size(min = 1, max = 64)
        String clusterUID,
    @JsonPropertyDescription("Virtual routers that the node is to run.")
        @Size(max = Limits.VIRTUAL_ROUTERS)
        List<VirtualRouterSpec> virtualRouters) {

  public VirtualIPNodeSpec {
    virtualRouters = Lists.copy(virtualRouters);
  }
}
