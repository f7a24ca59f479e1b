package dev.virtualip.agent.config;

import dev.virtualip.agent.loop.ProtocolControl;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPNodeSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The VirtualIPNode of this node, watched by name. The last good configuration runs first, before
 * the API server has been asked anything; and when the object, its CRD or the API server goes,
 * everything goes on as it is.
 */
public final class VirtualIPNodeWatch implements ConfigurationSource {

  private static final Logger LOG = LoggerFactory.getLogger(VirtualIPNodeWatch.class);

  private final String node;
  private final LastGood lastGood;
  private final ProtocolControl control;
  private final Supplier<KubernetesClient> client;
  private final RefusalLog refusalLog = new RefusalLog();

  private @Nullable String clusterUID;
  private List<ConfiguredRouter> running = List.of();
  private @Nullable SharedIndexInformer<VirtualIPNode> informer;
  private volatile ConfigurationState state = ConfigurationState.NONE;

  /**
   * @param client made when the last good configuration runs: it takes longer than an election
   */
  public VirtualIPNodeWatch(
      String node, LastGood lastGood, ProtocolControl control, Supplier<KubernetesClient> client) {
    this.node = node;
    this.lastGood = lastGood;
    this.control = control;
    this.client = client;
  }

  @Override
  public void start() {
    lastGood.loadForKubernetes().ifPresent(this::resume);
    informer =
        client
            .get()
            .resources(VirtualIPNode.class)
            .withName(node)
            .runnableInformer(0)
            .addEventHandler(new Handler())
            // The API server is needed for change only, so waiting for it is never given up.
            .exceptionHandler(
                (started, problem) -> {
                  LOG.atWarn()
                      .addKeyValue("reason", "api-server")
                      .addKeyValue("error", problem.toString())
                      .log("can't watch VirtualIPNode " + node + "; what runs goes on");
                  return true;
                });
    var _ = informer.start();
  }

  private void resume(StoredConfiguration stored) {
    clusterUID = stored.clusterUID();
    running = stored.virtualRouters();
    handOver(null, 0, List.of());
  }

  /** Called for each version of the object, one after the other. */
  void take(VirtualIPNode object) {
    VirtualIPNodeSpec spec = object.getSpec();
    Long generation = object.getMetadata().getGeneration();
    String uid = object.getMetadata().getUid();
    boolean taken =
        generation != null && generation == state.generation() && Objects.equals(uid, state.uid());
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
    handOver(uid, generation, refusals);
    lastGood.save(new StoredConfiguration(clusterUID, running));
  }

  private void handOver(@Nullable String uid, long generation, List<Refusal> refusals) {
    refusalLog.report(refusals);
    List<VirtualRouterSpec> routers = running.stream().map(ConfiguredRouter::router).toList();
    state = new ConfigurationState(uid, generation, routers, refusals);
    // What the operator takes away it takes from all nodes: nobody shall take over for a moment.
    control.configure(routers, ProtocolControl.Departure.QUIET);
    LOG.atInfo()
        .addKeyValue("generation", generation)
        .addKeyValue("routers", routers.size())
        .addKeyValue("refused", refusals.size())
        .log("configured");
  }

  @Override
  public ConfigurationState state() {
    return state;
  }

  @Override
  public void close() {
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
          .log("VirtualIPNode " + node + " is gone; what runs goes on until a new one says else");
    }
  }
}
