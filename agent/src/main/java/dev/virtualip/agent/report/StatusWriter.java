package dev.virtualip.agent.report;

import dev.virtualip.agent.loop.ProtocolControl;
import dev.virtualip.api.v1alpha1.AgentStatus;
import dev.virtualip.api.v1alpha1.ForeignVirtualRouter;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPNodeStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the status of this node's VirtualIPNode: on change only, the latest wins, and never faster
 * than the pace. Nothing is written before the object has been read, so that one that is not there
 * yet costs no attempts. While the API server is away it keeps trying, less and less often, and not
 * in step with the other nodes.
 */
public final class StatusWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);
  private static final String FIELD_MANAGER = "virtualip-agent";
  private static final long PACE_MILLISECONDS = 200;
  private static final long LONGEST_RETRY_MILLISECONDS = 10_000;

  /** What the last write of a process that ends may take; SIGTERM allows 2 s for everything. */
  private static final long LAST_MILLISECONDS = 200;

  private final String node;
  private final AgentStatus agent;
  private final ProtocolControl control;
  private final Supplier<ConfigurationView> configuration;
  private final Supplier<List<ForeignVirtualRouter>> foreign;
  private final KubernetesClient client;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("status").unstarted(task));

  /** What was written, and into which object: one that was made anew has nothing of it. */
  private record Written(String uid, VirtualIPNodeStatus status) {}

  /** Of the writing thread only. */
  private @Nullable Written written;

  private long retryMilliseconds = PACE_MILLISECONDS;

  /** Whether a write is due, or running. */
  private boolean scheduled;

  /** Whether something changed since the snapshot of the last write was taken. */
  private boolean changed;

  public StatusWriter(
      String node,
      AgentStatus agent,
      ProtocolControl control,
      Supplier<ConfigurationView> configuration,
      Supplier<List<ForeignVirtualRouter>> foreign,
      KubernetesClient client) {
    this.node = node;
    this.agent = agent;
    this.control = control;
    this.configuration = configuration;
    this.foreign = foreign;
    this.client = client;
  }

  /** Writes what is there now, and from now on each change. */
  public void start() {
    control.subscribe(snapshot -> changed());
    changed();
  }

  /** Something that is told has changed. */
  public synchronized void changed() {
    changed = true;
    if (!scheduled) {
      schedule(0);
    }
  }

  private synchronized void schedule(long delayMilliseconds) {
    if (!executor.isShutdown()) {
      scheduled = true;
      var _ = executor.schedule(this::turn, delayMilliseconds, TimeUnit.MILLISECONDS);
    }
  }

  /** Nothing to write now: the next change schedules, unless it has come already. */
  private synchronized void rest() {
    scheduled = false;
    if (changed) {
      schedule(0);
    }
  }

  private void turn() {
    synchronized (this) {
      changed = false;
    }
    try {
      if (write()) {
        retryMilliseconds = PACE_MILLISECONDS;
        schedule(PACE_MILLISECONDS);
      } else {
        rest();
      }
    } catch (RuntimeException e) {
      long delay = ThreadLocalRandom.current().nextLong(retryMilliseconds / 2, retryMilliseconds);
      LOG.atWarn()
          .addKeyValue("reason", "status-not-written")
          .addKeyValue("retryMilliseconds", delay)
          .log(e.toString().lines().findFirst().orElse(""));
      retryMilliseconds = Math.min(2 * retryMilliseconds, LONGEST_RETRY_MILLISECONDS);
      schedule(delay);
    }
  }

  /** Returns whether there was anything to write. */
  private boolean write() {
    ConfigurationView view = configuration.get();
    if (view.uid() == null) {
      return false;
    }
    Written next =
        new Written(view.uid(), NodeStatus.of(agent, control.snapshot(), view, foreign.get()));
    if (next.equals(written)) {
      return false;
    }
    patch(next.status());
    written = next;
    return true;
  }

  private void patch(VirtualIPNodeStatus status) {
    VirtualIPNode object = new VirtualIPNode();
    object.setMetadata(new ObjectMetaBuilder().withName(node).build());
    object.setStatus(status);
    client
        .resource(object)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(FIELD_MANAGER)
                .withForce(true)
                .build());
  }

  /** Writes nothing more: another process on this node does. */
  public void abandon() {
    executor.shutdownNow();
  }

  /** Tells once more what is true, such as that nothing is held any more, and stops. */
  @Override
  public void close() {
    if (executor.isShutdown()) {
      return;
    }
    Future<?> last = executor.submit(this::write);
    try {
      last.get(LAST_MILLISECONDS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.atWarn()
          .addKeyValue("reason", "status-not-written")
          .addKeyValue("error", e.toString())
          .log("the last status was not written; it stays as it is until an agent is back");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    executor.shutdownNow();
  }
}
