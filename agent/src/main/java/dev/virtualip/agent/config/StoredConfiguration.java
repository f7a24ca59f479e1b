package dev.virtualip.agent.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as {@link LastGood} keeps it.
 *
 * @param clusterUID uid of the namespace kube-system of the cluster it came from; null for
 *     manifests in a directory
 * @param virtualRouters what ran
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StoredConfiguration(@Nullable String clusterUID, List<ConfiguredRouter> virtualRouters) {

  StoredConfiguration {
    virtualRouters = virtualRouters == null ? List.of() : List.copyOf(virtualRouters);
  }
}
