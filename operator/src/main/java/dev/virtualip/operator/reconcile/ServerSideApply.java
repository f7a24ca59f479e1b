package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import dev.virtualip.operator.report.OperatorMetrics;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.Optional;

/**
 * Writes by server-side apply. Each object is sent with the operator's fields alone and in full, so
 * that what it no longer wants disappears and what others own stays.
 */
final class ServerSideApply implements ClusterWriter {

  /** Owner of the operator's fields in managedFields. */
  static final String FIELD_MANAGER = "virtualip-operator";

  /** Forced, because nobody else has a say in these fields. */
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(FIELD_MANAGER)
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final OperatorMetrics metrics;

  ServerSideApply(KubernetesClient client, OperatorMetrics metrics) {
    this.client = client;
    this.metrics = metrics;
  }

  @Override
  public VirtualIP applyStatus(VirtualIP seen, VirtualIPStatus status) {
    VirtualIP virtualIP = new VirtualIP();
    virtualIP.setMetadata(
        new ObjectMetaBuilder()
            .withName(seen.getMetadata().getName())
            .withUid(seen.getMetadata().getUid())
            .withResourceVersion(seen.getMetadata().getResourceVersion())
            .build());
    virtualIP.setStatus(status);
    VirtualIP stored = client.resource(virtualIP).subresource("status").patch(APPLY);
    metrics.written(HasMetadata.getKind(VirtualIP.class));
    return stored;
  }

  @Override
  public Optional<Instant> virtualIPsServedSince() {
    CustomResourceDefinition crd =
        client
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .withName(HasMetadata.getFullResourceName(VirtualIP.class))
            .get();
    return Optional.ofNullable(crd)
        .map(CustomResourceDefinition::getMetadata)
        .filter(metadata -> metadata.getDeletionTimestamp() == null)
        .map(metadata -> Instant.parse(metadata.getCreationTimestamp()));
  }

  @Override
  public void apply(VirtualIPNode virtualIPNode) {
    client.resource(virtualIPNode).patch(APPLY);
    metrics.written(HasMetadata.getKind(VirtualIPNode.class));
  }
}
