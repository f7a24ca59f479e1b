package dev.virtualip.agent.config;

import dev.virtualip.agent.loop.ProtocolControl;
import dev.virtualip.api.v1alpha1.InterfacePeers;
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
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
  private final SecretsDirectory secrets;
  private @Nullable VirtualIPNode taken;
  private volatile Runnable readSoon = () -> {};
  private final ProtocolControl control;
  private final RefusalLog refusalLog = new RefusalLog();
  private final ScheduledExecutorService reading =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("virtualipnode").unstarted(task));

  private @Nullable String clusterUID;
  private boolean drain;
  private List<InterfacePeers> peers = List.of();
  private List<ConfiguredRouter> stored = List.of();
  private List<ConfiguredRouter> running = List.of();
  private @Nullable SharedIndexInformer<VirtualIPNode> informer;
  private volatile ConfigurationState state = ConfigurationState.NONE;

  public VirtualIPNodeWatch(String node, LastGood lastGood, ProtocolControl control) {
    this(node, lastGood, control, new SecretsDirectory(null));
  }

  /**
   * @param secrets has the passwords that the object names
   */
  public VirtualIPNodeWatch(
      String node, LastGood lastGood, ProtocolControl control, SecretsDirectory secrets) {
    this.secrets = secrets;
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
    readSoon = () -> reading.execute(() -> read(resource));
    var _ = informer.start();
    var _ =
        reading.scheduleWithFixedDelay(
            () -> read(resource), READ_SECONDS, READ_SECONDS, TimeUnit.SECONDS);
  }

  /** Reads the object once. Never throws. */
  void read(Resource<VirtualIPNode> resource) {
    lastGood.retry();
    try {
      ConfigurationState before = state;
      VirtualIPNode object = resource.get();
      if (object != null) {
        takeRead(object, before);
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

  private void resume(StoredConfiguration configuration) {
    clusterUID = configuration.clusterUID();
    drain = configuration.drained();
    peers = configuration.peers();
    stored = configuration.virtualRouters();
    resume();
  }

  private void resume() {
    RouterCheck check = new RouterCheck(secrets);
    List<Refusal> refusals = new ArrayList<>();
    stored.forEach(router -> check.accept(router).ifPresent(refusals::add));
    running = check.accepted();
    handOver(
        null,
        0,
        null,
        refusals,
        stored.stream().map(ConfiguredRouter::virtualIP).collect(Collectors.toSet()));
  }

  /** Takes a version that a watch told of. One that seems older may only have come late. */
  synchronized void take(VirtualIPNode object) {
    if (isNews(object) && !isOlder(object)) {
      run(object);
    } else if (isOlder(object)) {
      readSoon.run();
    }
  }

  /**
   * Takes what the API server has now. A lower generation is news as well: a restored etcd counts
   * from where it was.
   *
   * @param before what was taken when it was asked; later news are not undone by an earlier answer
   */
  private synchronized void takeRead(VirtualIPNode object, ConfigurationState before) {
    if (isNews(object) && (!isOlder(object) || state.equals(before))) {
      run(object);
    }
  }

  /** By content as well: after a restore a generation may come a second time, with another spec. */
  private boolean isNews(VirtualIPNode object) {
    Long generation = object.getMetadata().getGeneration();
    VirtualIPNode before = taken;
    boolean same =
        before != null
            && isKnown(object)
            && generation != null
            && generation == state.generation()
            && Objects.equals(object.getSpec(), before.getSpec());
    return object.getSpec() != null && generation != null && !same;
  }

  private boolean isOlder(VirtualIPNode object) {
    Long generation = object.getMetadata().getGeneration();
    return generation != null && generation < state.generation() && isKnown(object);
  }

  private boolean isKnown(VirtualIPNode object) {
    return Objects.equals(object.getMetadata().getUid(), state.uid());
  }

  /** Another password: what was refused may run now, and what runs must change. */
  public synchronized void secretsChanged() {
    VirtualIPNode object = taken;
    if (object != null) {
      run(object);
    } else {
      resume();
    }
  }

  private void run(VirtualIPNode object) {
    VirtualIPNodeSpec spec = object.getSpec();
    taken = object;
    if (clusterUID != null && !clusterUID.equals(spec.clusterUID())) {
      lastGood.setAsideFor(spec.clusterUID());
      running = List.of();
    }
    clusterUID = spec.clusterUID();
    RouterCheck check = new RouterCheck(secrets);
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
    peers = spec.peers();
    handOver(
        object.getMetadata().getUid(),
        object.getMetadata().getGeneration(),
        spec.reportRequest(),
        refusals,
        spec.virtualRouters().stream()
            .map(router -> router.virtualIP().name())
            .collect(Collectors.toSet()));
    lastGood.save(new StoredConfiguration(clusterUID, drain ? true : null, peers, running));
  }

  private void handOver(
      @Nullable String uid,
      long generation,
      @Nullable String reportRequest,
      List<Refusal> refusals,
      Set<String> named) {
    refusalLog.report(refusals, Set.of(node), named);
    List<VirtualRouterSpec> routers =
        running.stream()
            .map(ConfiguredRouter::router)
            .map(router -> AgentPeers.added(router, peers))
            .toList();
    state = new ConfigurationState(uid, generation, reportRequest, routers, refusals);
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
