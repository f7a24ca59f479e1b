package dev.virtualip.agent.report;

import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reports need to know of the configuration.
 *
 * @param uid metadata.uid of the VirtualIPNode; null with manifests
 * @param generation metadata.generation of the VirtualIPNode; 0 with manifests
 * @param refused what is not run as it stands
 */
public record ConfigurationView(@Nullable String uid, long generation, List<Refused> refused) {

  public ConfigurationView {
    refused = List.copyOf(refused);
  }

  /**
   * A piece of configuration that is not run.
   *
   * @param virtualIP metadata.name, where it could be read
   * @param router where it was readable as a virtual router
   * @param message what is wrong, and the cure
   */
  public record Refused(
      @Nullable String virtualIP, @Nullable VirtualRouterSpec router, String message) {}
}
