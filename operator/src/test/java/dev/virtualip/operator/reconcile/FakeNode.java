package dev.virtualip.operator.reconcile;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.time.Clock;
import java.util.function.UnaryOperator;

/** What an administrator and a kubelet do to a Node. */
record FakeNode(FakeCluster cluster, String name, Clock clock) {

  void cordon(boolean unschedulable) {
    edit(it -> it.editOrNewSpec().withUnschedulable(unschedulable ? true : null).endSpec());
  }

  void taint(String key) {
    edit(
        it ->
            it.editOrNewSpec()
                .addNewTaint()
                .withKey(key)
                .withEffect("NoSchedule")
                .endTaint()
                .endSpec());
  }

  void label(String key, String value) {
    edit(it -> it.editMetadata().addToLabels(key, value).endMetadata());
  }

  void ready(boolean ready) {
    edit(
        it ->
            it.editStatus()
                .editFirstCondition()
                .withStatus(ready ? "True" : "Unknown")
                .withLastTransitionTime(clock.instant().toString())
                .endCondition()
                .endStatus());
  }

  private void edit(UnaryOperator<NodeBuilder> change) {
    Node present = cluster.node(name);
    cluster.put(change.apply(new NodeBuilder(present)).build());
  }
}
