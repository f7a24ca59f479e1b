package dev.virtualip.agent.report;

import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reports need to know of the configuration.
 *
 * @param uid metadata.uid of the VirtualIPNode; null with manifests
 * @param generation metadata.generation of the VirtualIPNode; 0 with manifests
 * @param reportRequest what the VirtualIPNode asks to be repeated; null with manifests
 * @param refused what is not run as it stands
 * @param notKept why a restart would run something else, and the cure; null if it would not
 */
public record ConfigurationView(
    @Nullable String uid,
    long generation,
    @Nullable String reportRequest,
    List<Refused> refused,
    @Nullable String notKept) {

  public ConfigurationView {
    refused = List.copyOf(refused);
  }

  /** One that asks for nothing and that a restart would run. */
  ConfigurationView(@Nullable String uid, long generation, List<Refused> refused) {
    this(uid, generation, null, refused, null);
  }

  /**
   * A piece of configuration that is not run.
   *
   * @param source the file, or the name of the VirtualIPNode
   * @param virtualIP metadata.name, where it could be read
   * @param field path of the field; empty for a whole file
   * @param router where it was readable as a virtual router
   * @param message where it is, what is wrong, and the cure
   */
  public record Refused(
      String source,
      @Nullable String virtualIP,
      String field,
      @Nullable VirtualRouterSpec router,
      String message) {}
}
