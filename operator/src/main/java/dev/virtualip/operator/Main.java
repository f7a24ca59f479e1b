package dev.virtualip.operator;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.virtualip.operator.reconcile.ClusterCache;
import dev.virtualip.operator.reconcile.Controllers;
import dev.virtualip.operator.report.EventRecorder;
import dev.virtualip.operator.report.OperatorMetrics;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.OperatorException;
import io.javaoperatorsdk.operator.api.config.Cloner;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator. Exit codes: 0 after SIGTERM, 1 if the API server does not answer, 2 for bad
 * configuration, 3 for missing rights.
 */
public final class Main {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  /** An API server that is starting up may be slow; the kubelet restarts the operator after it. */
  private static final Duration SYNC_TIMEOUT = Duration.ofMinutes(1);

  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(5);

  /** The reconcilers change no object that they are given, so it needn't be copied for them. */
  private static final Cloner SAME_OBJECT =
      new Cloner() {
        @Override
        public <R extends HasMetadata> R clone(R object) {
          return object;
        }
      };

  private Main() {}

  /** Runs until SIGTERM; everything is set by the environment, see {@link OperatorConfig}. */
  public static void main(String[] args) {
    try {
      run(OperatorConfig.from(System.getenv()));
    } catch (FatalException e) {
      fail(e.exitCode(), String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException | IOException e) {
      fail(FatalException.CONFIGURATION, String.valueOf(e.getMessage()));
    } catch (OperatorException e) {
      FatalException explained = StartupCheck.explain(e);
      fail(explained.exitCode(), String.valueOf(explained.getMessage()));
    } catch (KubernetesClientException e) {
      FatalException explained = StartupCheck.explain(e, "start", "what the operator watches");
      fail(explained.exitCode(), String.valueOf(explained.getMessage()));
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      fail(FatalException.UNAVAILABLE, "the API server did not list everything in time: " + e);
    }
  }

  private static void run(OperatorConfig config)
      throws FatalException,
          IOException,
          InterruptedException,
          ExecutionException,
          TimeoutException {
    KubernetesClient client =
        new KubernetesClientBuilder().withKubernetesSerialization(tolerantSerialization()).build();
    ClusterCache cache = new ClusterCache(client);
    AtomicBoolean started = new AtomicBoolean();
    Leadership leadership = Leadership.of(config);
    OperatorMetrics metrics = new OperatorMetrics(cache::virtualIPs, leadership::leads);
    HealthEndpoints health =
        new HealthEndpoints(
            config.listen(),
            () -> !started.get() || cache.isRunning(),
            started::get,
            metrics::text);
    String clusterUID = StartupCheck.clusterUID(client);
    String namespace = config.namespace();
    if (namespace != null) {
      StartupCheck.requireLease(client, namespace, Leadership.LEASE);
    }
    cache.start(SYNC_TIMEOUT);
    Operator operator =
        new Operator(
            overrider -> {
              overrider
                  .withKubernetesClient(client)
                  .withCloseClientOnStop(false)
                  .withResourceCloner(SAME_OBJECT)
                  .withConcurrentReconciliationThreads(4)
                  .withConcurrentWorkflowExecutorThreads(1)
                  .withCacheSyncTimeout(SYNC_TIMEOUT)
                  .withReconciliationTerminationTimeout(DRAIN_TIMEOUT);
              leadership.configuration().ifPresent(overrider::withLeaderElectionConfiguration);
            });
    EventRecorder events = new EventRecorder(client, config.identity(), Clock.systemUTC(), metrics);
    Controllers.register(operator, client, cache, clusterUID, events, metrics, leadership::leads);
    operator.start();
    started.set(true);
    LOG.atInfo()
        .addKeyValue("cluster", clusterUID)
        .addKeyValue("listen", health.address())
        .log("operator started");
    stopOnSignal(started, leadership, operator, events, cache, client, health);
  }

  /** A newer release's CRDs and agents may have fields that this operator does not know. */
  private static KubernetesSerialization tolerantSerialization() {
    return new KubernetesSerialization(
        JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build(),
        true);
  }

  /** A JVM that SIGTERM ends would exit 143, and a stop that was asked for is no failure. */
  private static void stopOnSignal(
      AtomicBoolean started,
      Leadership leadership,
      Operator operator,
      EventRecorder events,
      ClusterCache cache,
      KubernetesClient client,
      HealthEndpoints health) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  LOG.info("operator stops");
                  started.set(false);
                  leadership.stepDown();
                  operator.stop();
                  events.close();
                  cache.close();
                  client.close();
                  health.close();
                  Runtime.getRuntime().halt(0);
                },
                "shutdown"));
  }

  private static void fail(int exitCode, String message) {
    System.err.println("virtualip-operator: " + message);
    System.exit(exitCode);
  }
}
