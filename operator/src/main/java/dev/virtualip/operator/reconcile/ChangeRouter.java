package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.InterfaceStatus;
import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import dev.virtualip.api.v1alpha1.VirtualRouterStatus;
import dev.virtualip.operator.plan.Conditions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides which objects a change concerns. Kubelets write their Node and agents their status all
 * the time, so what a plan does not depend on must end here.
 *
 * <p>In each method {@code before} is null for an object that was added, {@code after} for one that
 * was deleted.
 */
final class ChangeRouter {

  /** What nodes are told depends on this much of a status. */
  private record Published(
      long observedGeneration, @Nullable Integer virtualRouterID, boolean accepted) {

    static @Nullable Published of(@Nullable VirtualIPStatus status) {
      return status == null
          ? null
          : new Published(
              status.observedGeneration(),
              status.virtualRouterID(),
              Conditions.isTrue(status, Conditions.ACCEPTED));
    }
  }

  private final ClusterView cluster;
  private final Consumer<String> requeueVirtualIP;
  private final Consumer<String> requeueNode;

  ChangeRouter(
      ClusterView cluster, Consumer<String> requeueVirtualIP, Consumer<String> requeueNode) {
    this.cluster = cluster;
    this.requeueVirtualIP = requeueVirtualIP;
    this.requeueNode = requeueNode;
  }

  void virtualIP(@Nullable VirtualIP before, @Nullable VirtualIP after) {
    boolean declared = before == null || after == null || !sameGeneration(before, after);
    Published now = after == null ? null : Published.of(after.getStatus());
    boolean published =
        !Objects.equals(before == null ? null : Published.of(before.getStatus()), now);
    if (declared && after != null) {
      requeueVirtualIP.accept(after.getMetadata().getName());
    }
    if (declared || published) {
      requeueThoseNotAccepted();
    }
    boolean leaves = after == null || after.getMetadata().getDeletionTimestamp() != null;
    if (leaves || published) {
      requeueAllNodes();
    }
  }

  /** A Node's own fields that matter; the rest of it changes with every heartbeat. */
  void node(@Nullable Node before, @Nullable Node after) {
    if (before == null || after == null || !sameFacts(before, after)) {
      requeueAllVirtualIPs();
      requeueAllNodes();
    }
  }

  void virtualIPNode(@Nullable VirtualIPNode before, @Nullable VirtualIPNode after) {
    if (!interfaces(before).equals(interfaces(after)) || (reported(before) != reported(after))) {
      requeueAllVirtualIPs();
      requeueAllNodes();
      return;
    }
    if (before == null || after == null || !sameGeneration(before, after)) {
      requeueNode.accept(name(before, after));
    }
    Set<VirtualRouterStatus> changed = new HashSet<>(routers(before));
    changed.addAll(routers(after));
    Set<VirtualRouterStatus> unchanged = new HashSet<>(routers(before));
    unchanged.retainAll(new HashSet<>(routers(after)));
    changed.removeAll(unchanged);
    changed.stream().map(router -> router.virtualIP().name()).distinct().forEach(requeueVirtualIP);
  }

  static boolean sameFacts(Node before, Node after) {
    return Objects.equals(before.getMetadata().getUid(), after.getMetadata().getUid())
        && Objects.equals(before.getMetadata().getLabels(), after.getMetadata().getLabels())
        && NodeFactsReader.goneAt(before).equals(NodeFactsReader.goneAt(after));
  }

  private void requeueAllVirtualIPs() {
    cluster.virtualIPs().forEach(it -> requeueVirtualIP.accept(it.getMetadata().getName()));
  }

  /** A number or an address that is given up may be what one of them waits for. */
  private void requeueThoseNotAccepted() {
    cluster.virtualIPs().stream()
        .filter(it -> !Conditions.isTrue(it.getStatus(), Conditions.ACCEPTED))
        .forEach(it -> requeueVirtualIP.accept(it.getMetadata().getName()));
  }

  private void requeueAllNodes() {
    cluster.nodes().forEach(it -> requeueNode.accept(it.getMetadata().getName()));
  }

  private static boolean sameGeneration(HasMetadata before, HasMetadata after) {
    return Objects.equals(before.getMetadata().getUid(), after.getMetadata().getUid())
        && Objects.equals(before.getMetadata().getGeneration(), after.getMetadata().getGeneration())
        && Objects.equals(
            before.getMetadata().getOwnerReferences(), after.getMetadata().getOwnerReferences());
  }

  private static List<InterfaceStatus> interfaces(@Nullable VirtualIPNode virtualIPNode) {
    return virtualIPNode == null || virtualIPNode.getStatus() == null
        ? List.of()
        : virtualIPNode.getStatus().interfaces();
  }

  private static boolean reported(@Nullable VirtualIPNode virtualIPNode) {
    return virtualIPNode != null && NodeFactsReader.interfaces(virtualIPNode.getStatus()) != null;
  }

  private static List<VirtualRouterStatus> routers(@Nullable VirtualIPNode virtualIPNode) {
    return virtualIPNode == null || virtualIPNode.getStatus() == null
        ? List.of()
        : virtualIPNode.getStatus().virtualRouters();
  }

  private static String name(@Nullable VirtualIPNode before, @Nullable VirtualIPNode after) {
    return Objects.requireNonNull(after == null ? before : after).getMetadata().getName();
  }
}
