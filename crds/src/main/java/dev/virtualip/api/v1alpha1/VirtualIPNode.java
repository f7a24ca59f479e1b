package dev.virtualip.api.v1alpha1;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * What one node is to run and what its agent reports. Named as the Node and owned by it; the spec
 * is written by the operator only, the status by that node's agent only. Every list is atomic,
 * since each half has one writer.
 */
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@Categories("vrrp")
public class VirtualIPNode extends CustomResource<VirtualIPNodeSpec, VirtualIPNodeStatus> {

  /** Null until the agent has reported for the first time. */
  @Override
  public @Nullable VirtualIPNodeStatus getStatus() {
    return super.getStatus();
  }
}
