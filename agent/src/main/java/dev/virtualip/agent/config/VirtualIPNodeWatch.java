package dev.virtualip.agent.config;

import dev.virtualip.agent.loop.ProtocolControl;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPNodeSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The VirtualIPNode of this node, watched by name. The last good configuration runs first, before
 * the API server has been asked anything; and when the object, its CRD or the API server goes,
 * everything goes on as it is.
 *
 * <p>Besides the watch, the object is read twice a minute: a watch whose server lost power looks
 * like one where nothing happens, for 5 to 10 minutes.
 */
public final class VirtualIPNodeWatch implements ConfigurationSource {

  private static final Logger LOG = LoggerFactory.getLogger(VirtualIPNodeWatch.class);

  private static final long READ_SECONDS = 30;

  private final String node;
  private final LastGood lastGood;
  private final ProtocolControl control;
  private final RefusalLog refusalLog = new RefusalLog();
  private final ScheduledExecutorService reading =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("virtualipnode").unstarted(task));

  private @Nullable String clusterUID;
  private boolean drain;
  private List<ConfiguredRouter> running = List.of();
  private @Nullable SharedIndexInformer<VirtualIPNode> informer;
  private volatile ConfigurationState state = ConfigurationState.NONE;

  public VirtualIPNodeWatch(String node, LastGood lastGood, ProtocolControl control) {
    this.node = node;
    this.lastGood = lastGood;
    this.control = control;
  }

  @Override
  public void start() {
    lastGood.loadForKubernetes().ifPresent(this::resume);
  }

  /** From now on runs what the object says. Waits for nobody. */
  public void follow(KubernetesClient client) {
    Resource<VirtualIPNode> resource = client.resources(VirtualIPNode.class).withName(node);
    informer =
        resource
            .runnableInformer(0)
            .addEventHandler(new Handler())
            // The API server is needed for change only, so waiting for it is never given up.
            .exceptionHandler(
                (started, problem) -> {
                  unreachable(problem);
                  return true;
                });
    var _ = informer.start();
    var _ =
        reading.scheduleWithFixedDelay(
            () -> read(resource), READ_SECONDS, READ_SECONDS, TimeUnit.SECONDS);
  }

  /** Reads the object once. Never throws. */
  void read(Resource<VirtualIPNode> resource) {
    try {
      VirtualIPNode object = resource.get();
      if (object != null) {
        take(object);
      }
    } catch (RuntimeException e) {
      unreachable(e);
    }
  }

  private void unreachable(Throwable problem) {
    LOG.atWarn()
        .addKeyValue("reason", "api-server")
        .addKeyValue("virtualipnode", node)
        .addKeyValue("error", problem.toString().lines().findFirst().orElse(""))
        .log("VirtualIPNode can't be read; what runs goes on");
  }

  private void resume(StoredConfiguration stored) {
    clusterUID = stored.clusterUID();
    drain = stored.drained();
    running = stored.virtualRouters();
    handOver(null, 0, List.of());
  }

  /** Takes one version of the object; of those of one object, older ones are passed over. */
  synchronized void take(VirtualIPNode object) {
    VirtualIPNodeSpec spec = object.getSpec();
    Long generation = object.getMetadata().getGeneration();
    String uid = object.getMetadata().getUid();
    boolean taken =
        generation != null && generation <= state.generation() && Objects.equals(uid, state.uid());
    if (spec == null || generation == null || taken) {
      return;
    }
    if (clusterUID != null && !clusterUID.equals(spec.clusterUID())) {
      lastGood.setAsideFor(spec.clusterUID());
      running = List.of();
    }
    clusterUID = spec.clusterUID();
    RouterCheck check = new RouterCheck();
    List<Refusal> refusals = new ArrayList<>();
    for (VirtualRouterSpec router : spec.virtualRouters()) {
      Optional<Refusal> refusal = check.accept(new ConfiguredRouter(node, router));
      refusal.ifPresent(refusals::add);
      if (refusal.isPresent()) {
        running.stream()
            .filter(known -> known.virtualIP().equals(router.virtualIP().name()))
            .filter(known -> known.router().family() == router.family())
            .forEach(known -> check.accept(known).ifPresent(refusals::add));
      }
    }
    running = check.accepted();
    drain = spec.drain();
    handOver(uid, generation, refusals);
    lastGood.save(new StoredConfiguration(clusterUID, drain ? true : null, running));
  }

  private void handOver(@Nullable String uid, long generation, List<Refusal> refusals) {
    refusalLog.report(refusals);
    List<VirtualRouterSpec> routers = running.stream().map(ConfiguredRouter::router).toList();
    state = new ConfigurationState(uid, generation, routers, refusals);
    // First, so that what is new begins in reserve.
    control.drain(drain);
    // What the operator takes away it takes from all nodes: nobody shall take over for a moment.
    control.configure(routers, ProtocolControl.Departure.QUIET);
    LOG.atInfo()
        .addKeyValue("generation", generation)
        .addKeyValue("routers", routers.size())
        .addKeyValue("drain", drain)
        .addKeyValue("refused", refusals.size())
        .log("configured");
  }

  @Override
  public ConfigurationState state() {
    return state;
  }

  @Override
  public void close() {
    reading.shutdownNow();
    if (informer != null) {
      informer.close();
    }
  }

  private final class Handler implements ResourceEventHandler<VirtualIPNode> {
    @Override
    public void onAdd(VirtualIPNode object) {
      take(object);
    }

    @Override
    public void onUpdate(VirtualIPNode before, VirtualIPNode object) {
      take(object);
    }

    @Override
    public void onDelete(VirtualIPNode object, boolean finalStateUnknown) {
      LOG.atWarn()
          .addKeyValue("reason", "absent")
          .addKeyValue("virtualipnode", node)
          .log("VirtualIPNode is gone; what runs goes on until there is a new one");
    }
  }
}
