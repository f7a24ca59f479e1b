package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One informer for each kind, shared by both reconcilers: a plan reads all kinds at once, and two
 * reconcilers with caches of their own would plan from different states. Its informers also know
 * what an object was before a change, which tells whom the change concerns ({@link ChangeRouter}).
 */
public final class ClusterCache implements ClusterView, AutoCloseable {

  /** Set by the kubelet on every node. */
  static final String OS_LABEL = "kubernetes.io/os";

  private static final Logger LOG = LoggerFactory.getLogger(ClusterCache.class);

  private final SharedIndexInformer<VirtualIP> virtualIPs;
  private final SharedIndexInformer<Node> nodes;
  private final SharedIndexInformer<VirtualIPNode> virtualIPNodes;
  private final AtomicLong changesOfVirtualIPs = new AtomicLong();
  private final AtomicLong changesOfNodes = new AtomicLong();
  private final AtomicLong changesOfVirtualIPNodes = new AtomicLong();

  public ClusterCache(KubernetesClient client) {
    this.virtualIPs = client.resources(VirtualIP.class).runnableInformer(0);
    this.nodes = client.nodes().withLabel(OS_LABEL, "linux").runnableInformer(0);
    this.virtualIPNodes = client.resources(VirtualIPNode.class).runnableInformer(0);
    all().forEach(ClusterCache::retryForEver);
  }

  /**
   * Fills the cache.
   *
   * @throws TimeoutException if the API server has not answered within {@code timeout}
   */
  public void start(Duration timeout)
      throws InterruptedException, ExecutionException, TimeoutException {
    for (SharedIndexInformer<?> informer : all()) {
      informer.start().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Whether every informer works or tries to: an API server that is down makes none stop. */
  public boolean isRunning() {
    return all().stream().allMatch(SharedIndexInformer::isRunning);
  }

  @Override
  public void close() {
    all().forEach(SharedIndexInformer::stop);
  }

  @Override
  public Version version() {
    return new Version(
        changesOfVirtualIPs.get(), changesOfNodes.get(), changesOfVirtualIPNodes.get());
  }

  @Override
  public List<VirtualIP> virtualIPs() {
    return virtualIPs.getStore().list();
  }

  @Override
  public List<Node> nodes() {
    return nodes.getStore().list();
  }

  @Override
  public List<VirtualIPNode> virtualIPNodes() {
    return virtualIPNodes.getStore().list();
  }

  /** Tells them of every change from now on. */
  void subscribe(ChangeRouter router, News news) {
    virtualIPs.addEventHandler(handler(changesOfVirtualIPs, router::virtualIP));
    nodes.addEventHandler(handler(changesOfNodes, router::node));
    virtualIPNodes.addEventHandler(handler(changesOfVirtualIPNodes, router::virtualIPNode));
    virtualIPNodes.addEventHandler(handler(new AtomicLong(), news::reported));
  }

  private List<SharedIndexInformer<?>> all() {
    return List.of(virtualIPs, nodes, virtualIPNodes);
  }

  private static void retryForEver(SharedIndexInformer<?> informer) {
    informer.exceptionHandler(
        (started, problem) -> {
          LOG.atWarn()
              .addKeyValue("kind", informer.getApiTypeClass().getSimpleName())
              .addKeyValue("cause", problem.getMessage())
              .log("watch interrupted");
          return true;
        });
  }

  private interface Change<T> {
    void accept(@Nullable T before, @Nullable T after);
  }

  private <T extends HasMetadata> ResourceEventHandler<T> handler(
      AtomicLong version, Change<T> change) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T added) {
        version.incrementAndGet();
        change.accept(null, added);
      }

      @Override
      public void onUpdate(T before, T after) {
        version.incrementAndGet();
        change.accept(before, after);
      }

      @Override
      public void onDelete(T deleted, boolean finalStateUnknown) {
        version.incrementAndGet();
        change.accept(deleted, null);
      }
    };
  }
}
