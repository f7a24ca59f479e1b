package dev.virtualip.agent.report;

import dev.virtualip.agent.loop.LoopSnapshot;
import dev.virtualip.agent.loop.ProtocolControl;
import dev.virtualip.api.v1alpha1.AgentStatus;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPNodeStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the status of this node's VirtualIPNode: on change only, the latest wins, and never faster
 * than the pace. While the API server is away it keeps trying, less and less often.
 */
public final class StatusWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);
  private static final String FIELD_MANAGER = "virtualip-agent";
  private static final long PACE_MILLISECONDS = 200;
  private static final long LONGEST_RETRY_MILLISECONDS = 30_000;

  private final String node;
  private final AgentStatus agent;
  private final ProtocolControl control;
  private final Supplier<ConfigurationView> configuration;
  private final KubernetesClient client;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("status").unstarted(task));

  /** What was written, and into which object: one that was made anew has nothing of it. */
  private record Written(@Nullable String uid, VirtualIPNodeStatus status) {}

  private @Nullable Written written;
  private boolean scheduled;
  private long retryMilliseconds = PACE_MILLISECONDS;

  public StatusWriter(
      String node,
      AgentStatus agent,
      ProtocolControl control,
      Supplier<ConfigurationView> configuration,
      KubernetesClient client) {
    this.node = node;
    this.agent = agent;
    this.control = control;
    this.configuration = configuration;
    this.client = client;
  }

  /** Writes what is there now, and from now on each change. */
  public void start() {
    control.subscribe(snapshot -> schedule(0));
    schedule(0);
  }

  private synchronized void schedule(long delayMilliseconds) {
    if (!scheduled && !executor.isShutdown()) {
      scheduled = true;
      var _ = executor.schedule(this::write, delayMilliseconds, TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void unschedule() {
    scheduled = false;
  }

  private void write() {
    // Before the snapshot is read: a change from here on schedules another write.
    unschedule();
    LoopSnapshot snapshot = control.snapshot();
    try {
      ConfigurationView view = configuration.get();
      Written next = new Written(view.uid(), NodeStatus.of(agent, snapshot, view));
      if (next.equals(written)) {
        return;
      }
      patch(next.status());
      written = next;
      retryMilliseconds = PACE_MILLISECONDS;
      TimeUnit.MILLISECONDS.sleep(PACE_MILLISECONDS);
    } catch (RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("reason", "status-not-written")
          .addKeyValue("retryMilliseconds", retryMilliseconds)
          .log(e.toString().lines().findFirst().orElse(""));
      schedule(retryMilliseconds);
      retryMilliseconds = Math.min(2 * retryMilliseconds, LONGEST_RETRY_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
