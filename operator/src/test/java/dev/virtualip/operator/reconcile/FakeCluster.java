package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPNodeStatus;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.operator.testing.VirtualIPs;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An API server with its cache: a write is stored at once, and the cache shows it as soon as {@link
 * #deliver} is called.
 */
final class FakeCluster implements ClusterView, ClusterWriter {

  private final Map<String, VirtualIP> cachedVirtualIPs = new TreeMap<>();
  private final Map<String, VirtualIP> storedVirtualIPs = new TreeMap<>();
  private final Map<String, Node> nodes = new TreeMap<>();
  private final Map<String, VirtualIPNode> virtualIPNodes = new TreeMap<>();
  private final List<String> writes = new ArrayList<>();
  private final List<VirtualIP> statuses = new ArrayList<>();
  private final Map<String, Integer> births = new TreeMap<>();
  private final Clock clock;
  private @Nullable Instant servedSince;
  private int version = 1;
  private long virtualIPChanges;
  private long nodeChanges;

  FakeCluster() {
    this(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  }

  FakeCluster(Clock clock) {
    this.clock = clock;
    this.servedSince = clock.instant();
  }

  void put(VirtualIPs declared) {
    VirtualIP virtualIP = declared.build();
    virtualIP.getMetadata().setResourceVersion(String.valueOf(++version));
    storedVirtualIPs.put(virtualIP.getMetadata().getName(), virtualIP);
    virtualIPChanges++;
    cachedVirtualIPs.put(virtualIP.getMetadata().getName(), virtualIP);
  }

  /** Somebody changes it, and the cache does not show it yet. */
  void putUnseen(VirtualIPs declared) {
    String name = declared.build().getMetadata().getName();
    VirtualIP seen = Objects.requireNonNull(cachedVirtualIPs.get(name));
    put(declared);
    cachedVirtualIPs.put(name, seen);
  }

  void remove(String virtualIP) {
    storedVirtualIPs.remove(virtualIP);
    deliver();
  }

  void deliver() {
    virtualIPChanges++;
    cachedVirtualIPs.clear();
    cachedVirtualIPs.putAll(storedVirtualIPs);
  }

  /** Another machine of the same name has another uid. */
  void node(String name, boolean ready, Instant since) {
    nodeChanges++;
    int birth = births.merge(name, 1, Integer::sum);
    nodes.put(
        name,
        new NodeBuilder()
            .withNewMetadata()
            .withName(name)
            .withUid("uid-" + name + (birth == 1 ? "" : "-" + birth))
            .endMetadata()
            .withNewStatus()
            .addNewCondition()
            .withType("Ready")
            .withStatus(ready ? "True" : "Unknown")
            .withLastTransitionTime(since.toString())
            .endCondition()
            .endStatus()
            .build());
  }

  void put(Node node) {
    nodeChanges++;
    nodes.put(node.getMetadata().getName(), node);
  }

  Node node(String name) {
    return Objects.requireNonNull(nodes.get(name));
  }

  /** The Node goes, and its VirtualIPNode with it, as the garbage collector does. */
  void removeNode(String name) {
    nodeChanges++;
    nodes.remove(name);
    nodeChanges++;
    virtualIPNodes.remove(name);
  }

  Optional<VirtualIP> find(String virtualIP) {
    return Optional.ofNullable(storedVirtualIPs.get(virtualIP));
  }

  Optional<VirtualIPNode> findVirtualIPNode(String node) {
    return Optional.ofNullable(virtualIPNodes.get(node));
  }

  /** The agent of a node says so, and that it runs what it was told. */
  void answer(String node, VirtualIPNodeStatus status) {
    report(node, answering(node, status));
  }

  void report(String node, VirtualIPNodeStatus status) {
    VirtualIPNode present = virtualIPNodes.get(node);
    VirtualIPNode reported = new VirtualIPNode();
    if (present != null) {
      reported.setMetadata(present.getMetadata());
      reported.setSpec(present.getSpec());
    } else {
      reported.setMetadata(new ObjectMetaBuilder().withName(node).build());
    }
    reported.setStatus(status);
    nodeChanges++;
    virtualIPNodes.put(node, reported);
  }

  /** An agent that runs what it was told answers the generation that it was told in. */
  private VirtualIPNodeStatus answering(String node, VirtualIPNodeStatus status) {
    Long generation =
        findVirtualIPNode(node).map(it -> it.getMetadata().getGeneration()).orElse(null);
    return new VirtualIPNodeStatus(
        generation == null ? 0 : generation,
        status.reportRequest(),
        status.agent(),
        status.interfaces(),
        status.virtualRouters(),
        status.foreignVirtualRouters());
  }

  VirtualIP virtualIP(String name) {
    VirtualIP stored = storedVirtualIPs.get(name);
    if (stored == null) {
      throw new AssertionError("no VirtualIP " + name);
    }
    return stored;
  }

  VirtualIPStatus status(String name) {
    VirtualIPStatus status = virtualIP(name).getStatus();
    if (status == null) {
      throw new AssertionError("no status of " + name);
    }
    return status;
  }

  VirtualIPNode virtualIPNode(String name) {
    VirtualIPNode stored = virtualIPNodes.get(name);
    if (stored == null) {
      throw new AssertionError("no VirtualIPNode " + name);
    }
    return stored;
  }

  List<VirtualRouterSpec> routers(String node) {
    return virtualIPNode(node).getSpec().virtualRouters();
  }

  /** Every status that was ever stored, with the object that it was stored in. */
  List<VirtualIP> statuses() {
    return List.copyOf(statuses);
  }

  /** The names of what was written since the last call. */
  List<String> writes() {
    List<String> result = List.copyOf(writes);
    writes.clear();
    return result;
  }

  @Override
  public Version version() {
    return new Version(virtualIPChanges, nodeChanges, nodeChanges);
  }

  @Override
  public List<VirtualIP> virtualIPs() {
    return List.copyOf(cachedVirtualIPs.values());
  }

  @Override
  public List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  @Override
  public List<VirtualIPNode> virtualIPNodes() {
    return List.copyOf(virtualIPNodes.values());
  }

  @Override
  public VirtualIP applyStatus(VirtualIP seen, VirtualIPStatus status) {
    String name = seen.getMetadata().getName();
    VirtualIP before = virtualIP(name);
    if (!Objects.equals(seen.getMetadata().getUid(), before.getMetadata().getUid())
        || !Objects.equals(
            seen.getMetadata().getResourceVersion(), before.getMetadata().getResourceVersion())) {
      throw new KubernetesClientException("the object has been modified", 409, null);
    }
    writes.add("VirtualIP/" + name);
    VirtualIP stored = new VirtualIP();
    stored.setMetadata(
        new ObjectMetaBuilder(before.getMetadata())
            .withResourceVersion(String.valueOf(++version))
            .build());
    stored.setSpec(before.getSpec());
    stored.setStatus(status);
    storedVirtualIPs.put(name, stored);
    statuses.add(stored);
    return stored;
  }

  /** Deletes both CRDs, and so all objects of both kinds; or creates them again. */
  void serve(boolean value) {
    servedSince = value ? clock.instant() : null;
    if (!value) {
      storedVirtualIPs.clear();
      nodeChanges++;
      virtualIPNodes.clear();
      deliver();
    }
  }

  /** Deletes the CRD of VirtualIP alone. */
  void deleteVirtualIPs() {
    servedSince = null;
    storedVirtualIPs.clear();
    deliver();
  }

  /** Somebody deletes it by hand. */
  void removeVirtualIPNode(String name) {
    nodeChanges++;
    virtualIPNodes.remove(name);
  }

  @Override
  public Optional<Instant> virtualIPsServedSince() {
    return Optional.ofNullable(servedSince);
  }

  @Override
  public void apply(VirtualIPNode applied) {
    String name = applied.getMetadata().getName();
    if (servedSince == null && !virtualIPNodes.containsKey(name)) {
      throw new IllegalStateException("the API server knows no VirtualIPNode");
    }
    writes.add("VirtualIPNode/" + name);
    VirtualIPNode present = virtualIPNodes.get(name);
    @Nullable VirtualIPNodeStatus status = present == null ? null : present.getStatus();
    Long before = present == null ? null : present.getMetadata().getGeneration();
    boolean same = present != null && applied.getSpec().equals(present.getSpec());
    applied
        .getMetadata()
        .setCreationTimestamp(
            present == null
                ? clock.instant().toString()
                : present.getMetadata().getCreationTimestamp());
    applied.getMetadata().setGeneration((before == null ? 0 : before) + (same ? 0 : 1));
    applied.setStatus(status);
    nodeChanges++;
    virtualIPNodes.put(name, applied);
  }
}
