package dev.virtualip.api.v1alpha1;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that one node of the cluster holds at a time. Written by users; its status by the
 * operator only. Cluster-scoped, because addresses and nodes belong to no namespace.
 */
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@ShortNames("vrip")
@Categories("vrrp")
public class VirtualIP extends CustomResource<VirtualIPSpec, VirtualIPStatus> {

  /** Null only for an object that no API server has stored: the schema has a default. */
  @Override
  public @Nullable VirtualIPStatus getStatus() {
    return super.getStatus();
  }
}
