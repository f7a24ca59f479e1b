package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.ForeignVirtualRouter;
import dev.virtualip.api.v1alpha1.InterfaceStatus;
import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterStatus;
import dev.virtualip.operator.plan.Conditions;
import dev.virtualip.operator.plan.DeclaredVirtualIP;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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
    boolean declared =
        before == null
            || after == null
            || !sameGeneration(before, after)
            || !Objects.equals(
                DeclaredVirtualIP.preferredNode(before), DeclaredVirtualIP.preferredNode(after));
    Published now = after == null ? null : Published.of(after.getStatus());
    boolean published =
        !Objects.equals(before == null ? null : Published.of(before.getStatus()), now);
    if (declared && after != null) {
      requeueVirtualIP.accept(after.getMetadata().getName());
    }
    if (declared || published) {
      requeueThoseNotAccepted();
    }
    if (after == null || after.getMetadata().getDeletionTimestamp() != null) {
      VirtualIP leaving = Objects.requireNonNull(before == null ? after : before);
      requeueNodesOf(Set.of(leaving.getMetadata().getName()));
    }
  }

  /** A Node's own fields that matter; the rest of it changes with every heartbeat. */
  void node(@Nullable Node before, @Nullable Node after) {
    if (before == null || after == null || !sameFacts(before, after)) {
      requeueAllVirtualIPs();
      requeueNode.accept(
          Objects.requireNonNull(before == null ? after : before).getMetadata().getName());
    }
  }

  void virtualIPNode(@Nullable VirtualIPNode before, @Nullable VirtualIPNode after) {
    if (!interfaces(before).equals(interfaces(after)) || (reported(before) != reported(after))) {
      requeueAllVirtualIPs();
      requeueNode.accept(name(before, after));
    }
    if (before == null || after == null || !sameGeneration(before, after)) {
      requeueNode.accept(name(before, after));
    }
    if (!foreign(before).equals(foreign(after))) {
      requeueAllVirtualIPs();
    }
    Set<VirtualIPReference> concerned = new HashSet<>();
    difference(told(before), told(after)).forEach(it -> concerned.add(it.virtualIP()));
    difference(routers(before), routers(after)).forEach(it -> concerned.add(it.virtualIP()));
    concerned.stream().map(VirtualIPReference::name).distinct().forEach(requeueVirtualIP);
    requeueThoseThatReleaseLast(concerned);
    if (after != null && answered(before) != answered(after)) {
      requeueThoseThatWaitFor(after);
    }
    if (after != null && !Objects.equals(repeated(before), repeated(after))) {
      routers(after).forEach(it -> requeueVirtualIP.accept(it.virtualIP().name()));
    }
  }

  /** Of a VirtualIP that is gone nothing is reconciled but the nodes that still have a part. */
  private void requeueThoseThatReleaseLast(Set<VirtualIPReference> concerned) {
    Set<String> gone =
        concerned.stream()
            .map(VirtualIPReference::name)
            .collect(Collectors.toCollection(HashSet::new));
    cluster.virtualIPs().forEach(it -> gone.remove(it.getMetadata().getName()));
    if (!gone.isEmpty()) {
      requeueNodesOf(gone);
    }
  }

  /** Another node may wait for this agent's word. */
  private void requeueThoseThatWaitFor(VirtualIPNode answered) {
    Set<String> here = new HashSet<>();
    told(answered).forEach(router -> here.add(router.virtualIP().name()));
    cluster.virtualIPs().stream()
        .filter(it -> here.contains(it.getMetadata().getName()))
        .filter(it -> !Conditions.isTrue(it.getStatus(), Conditions.PROGRAMMED))
        .forEach(it -> requeueVirtualIP.accept(it.getMetadata().getName()));
  }

  private static <T> Set<T> difference(List<T> before, List<T> after) {
    Set<T> changed = new HashSet<>(before);
    Set<T> added = new HashSet<>(after);
    added.removeIf(changed::remove);
    changed.addAll(added);
    return changed;
  }

  static boolean sameFacts(Node before, Node after) {
    return Objects.equals(before.getMetadata().getUid(), after.getMetadata().getUid())
        && Objects.equals(before.getMetadata().getLabels(), after.getMetadata().getLabels())
        && NodeFactsReader.drains(before) == NodeFactsReader.drains(after)
        && NodeFactsReader.outOfService(before) == NodeFactsReader.outOfService(after)
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

  /** Those that were told of it: they are to release what it had. */
  private void requeueNodesOf(Set<String> names) {
    cluster.virtualIPNodes().stream()
        .filter(
            it -> told(it).stream().anyMatch(router -> names.contains(router.virtualIP().name())))
        .forEach(it -> requeueNode.accept(it.getMetadata().getName()));
  }

  private static List<VirtualRouterSpec> told(@Nullable VirtualIPNode virtualIPNode) {
    return virtualIPNode == null || virtualIPNode.getSpec() == null
        ? List.of()
        : virtualIPNode.getSpec().virtualRouters();
  }

  private static List<ForeignVirtualRouter> foreign(@Nullable VirtualIPNode virtualIPNode) {
    return virtualIPNode == null || virtualIPNode.getStatus() == null
        ? List.of()
        : virtualIPNode.getStatus().foreignVirtualRouters();
  }

  private static @Nullable String repeated(@Nullable VirtualIPNode virtualIPNode) {
    return virtualIPNode == null || virtualIPNode.getStatus() == null
        ? null
        : virtualIPNode.getStatus().reportRequest();
  }

  private static long answered(@Nullable VirtualIPNode virtualIPNode) {
    return virtualIPNode == null || virtualIPNode.getStatus() == null
        ? -1
        : virtualIPNode.getStatus().observedGeneration();
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
