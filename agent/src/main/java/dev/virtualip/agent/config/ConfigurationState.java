package dev.virtualip.agent.config;

import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a source has handed to the protocol thread so far.
 *
 * @param uid metadata.uid of the VirtualIPNode it came from; null before the first one and with
 *     manifests
 * @param generation metadata.generation of the VirtualIPNode it came from; 0 before the first one
 *     and with manifests
 * @param reportRequest what the VirtualIPNode asks to be repeated in a report; null with manifests
 * @param routers what is to run
 * @param refusals what is not run as it stands
 */
public record ConfigurationState(
    @Nullable String uid,
    long generation,
    @Nullable String reportRequest,
    List<VirtualRouterSpec> routers,
    List<Refusal> refusals) {

  /** Before anything was read. */
  static final ConfigurationState NONE =
      new ConfigurationState(null, 0, null, List.of(), List.of());

  public ConfigurationState {
    routers = List.copyOf(routers);
    refusals = List.copyOf(refusals);
  }
}
