package dev.virtualip.agent.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.virtualip.api.v1alpha1.InterfacePeers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as {@link LastGood} keeps it.
 *
 * @param clusterUID uid of the namespace kube-system of the cluster it came from; null for
 *     manifests in a directory
 * @param drain whether the node was drained; absent: it was not
 * @param peers the other agents, per interface; absent: none
 * @param virtualRouters what ran
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StoredConfiguration(
    @Nullable String clusterUID,
    @Nullable Boolean drain,
    List<InterfacePeers> peers,
    List<ConfiguredRouter> virtualRouters) {

  StoredConfiguration {
    peers = peers == null ? List.of() : List.copyOf(peers);
    virtualRouters = virtualRouters == null ? List.of() : List.copyOf(virtualRouters);
  }

  /** Of a node that is not drained and knows no other agents. */
  StoredConfiguration(@Nullable String clusterUID, List<ConfiguredRouter> virtualRouters) {
    this(clusterUID, null, List.of(), virtualRouters);
  }

  boolean drained() {
    return Boolean.TRUE.equals(drain);
  }
}
