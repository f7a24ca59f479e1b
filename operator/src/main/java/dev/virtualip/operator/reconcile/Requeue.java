package dev.virtualip.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/**
 * Lets {@link ChangeRouter} ask for a reconciliation. Before the controller has started it does
 * nothing, since starting reconciles every object anyway.
 */
final class Requeue<P extends HasMetadata> extends SimpleInboundEventSource<P> {

  Requeue() {
    super("changes");
  }

  void requeue(String name) {
    if (isRunning()) {
      propagateEvent(new ResourceID(name));
    }
  }
}
