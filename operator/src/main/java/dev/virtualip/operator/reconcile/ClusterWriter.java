package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;

/**
 * Everything that the operator ever writes. Each method returns after the API server has stored the
 * object, and throws {@code KubernetesClientException} if it has not.
 */
interface ClusterWriter {

  /** Replaces the status of a VirtualIP; returns the object as stored. */
  VirtualIP applyStatus(String virtualIP, VirtualIPStatus status);

  /** Creates the object or replaces its spec and owner. */
  void apply(VirtualIPNode virtualIPNode);
}
