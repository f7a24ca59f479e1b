package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * Everything that the operator ever writes, and what it asks before it does. Each method returns
 * after the API server has stored the object, and throws {@code KubernetesClientException} if it
 * has not.
 */
interface ClusterWriter {

  /**
   * Replaces the status of a VirtualIP, unless it is not as it was {@code seen} any more: an
   * allocation that was made for another state must not count.
   *
   * @return the object as stored
   */
  VirtualIP applyStatus(VirtualIP seen, VirtualIPStatus status);

  /**
   * Since when the kind VirtualIP is there; empty unless it is there to stay. When its CRD is
   * deleted all VirtualIPs go with it, which is nobody's wish to release addresses.
   */
  Optional<Instant> virtualIPsServedSince();

  /** Creates the object or replaces its spec and owner. */
  void apply(VirtualIPNode virtualIPNode);
}
