package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.VirtualIP;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import java.time.Clock;

/** Registers both reconcilers and connects them with the changes of the cluster. */
public final class Controllers {

  private Controllers() {}

  /**
   * Call it before the operator starts.
   *
   * @param clusterUID metadata.uid of the namespace kube-system
   * @param cache filled already
   */
  public static void register(
      Operator operator, KubernetesClient client, ClusterCache cache, String clusterUID) {
    Planner planner = new Planner(clusterUID, cache, Clock.systemUTC());
    ClusterWriter writer = new ServerSideApply(client);
    Inquiries inquiries = new Inquiries();
    Requeue<VirtualIP> virtualIPs = new Requeue<>();
    Requeue<Node> nodes = new Requeue<>();
    operator.register(
        new VirtualIPReconciler(planner, writer, inquiries, virtualIPs, nodes::requeue));
    operator.register(new NodeReconciler(planner, writer, inquiries, nodes));
    cache.subscribe(new ChangeRouter(cache, virtualIPs::requeue, nodes::requeue));
  }
}
