package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.operator.report.EventSink;
import dev.virtualip.operator.report.OperatorMetrics;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/** Registers both reconcilers and connects them with the changes of the cluster. */
public final class Controllers {

  private Controllers() {}

  /**
   * Call it before the operator starts.
   *
   * @param clusterUID metadata.uid of the namespace kube-system
   * @param cache filled already
   * @param leads whether this operator is the one that writes
   */
  public static void register(
      Operator operator,
      KubernetesClient client,
      ClusterCache cache,
      String clusterUID,
      EventSink events,
      OperatorMetrics metrics,
      BooleanSupplier leads) {
    Planner planner = new Planner(clusterUID, cache, Clock.systemUTC());
    ClusterWriter writer = new ServerSideApply(client, metrics);
    Inquiries inquiries = new Inquiries();
    News news = new News(cache, events, leads);
    Requeue<VirtualIP> virtualIPs = new Requeue<>();
    Requeue<Node> nodes = new Requeue<>();
    operator.register(
        new VirtualIPReconciler(planner, writer, inquiries, news, virtualIPs, nodes::requeue));
    operator.register(new NodeReconciler(planner, writer, inquiries, nodes));
    cache.subscribe(new ChangeRouter(cache, virtualIPs::requeue, nodes::requeue), news);
  }
}
