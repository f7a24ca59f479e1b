package dev.virtualip.agent.report;

import dev.virtualip.agent.loop.LoopSnapshot;
import dev.virtualip.agent.loop.Observation;
import dev.virtualip.agent.loop.Observer;
import dev.virtualip.agent.vrrp.State;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What {@code GET /metrics} answers, in the text format of Prometheus. The state of the virtual
 * routers is read from the snapshot when somebody asks; what happens in between is counted here.
 */
public final class Metrics implements Observer {

  /** Between a scheduler's jitter and the whole life of a lifetime. */
  private static final double[] LATENESS_SECONDS = {
    0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5
  };

  private static final double NANOS_PER_SECOND = 1e9;

  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final AtomicLong longestGapNanos = new AtomicLong();

  private final Counter transitions =
      Counter.builder()
          .name("virtualip_vrrp_transitions_total")
          .help("Changes of state of a virtual router.")
          .labelNames("virtualip", "family", "to", "reason")
          .register(registry);

  private final Counter discarded =
      Counter.builder()
          .name("virtualip_vrrp_advertisements_discarded_total")
          .help("Advertisements that failed a check of RFC 9568 section 7.1.")
          .labelNames("interface", "reason")
          .register(registry);

  private final Counter claims =
      Counter.builder()
          .name("virtualip_address_claims_total")
          .help("ARP or neighbour discovery of others that claims a virtual address.")
          .labelNames("virtualip", "family")
          .register(registry);

  private final Counter checks =
      Counter.builder()
          .name("virtualip_health_check_results_total")
          .help("Runs of health checks.")
          .labelNames("virtualip", "check", "result")
          .register(registry);

  private final Histogram lateness =
      Histogram.builder()
          .name("virtualip_protocol_thread_lateness_seconds")
          .help("How long after it was due the protocol thread turned.")
          .unit(Unit.SECONDS)
          .classicOnly()
          .classicUpperBounds(LATENESS_SECONDS)
          .register(registry);

  private final String node;

  /** Collects from now on. */
  public Metrics(String node, String version) {
    this.node = node;
    Info.builder()
        .name("virtualip_build_info")
        .help("Version of the agent.")
        .labelNames("node", "version", "java")
        .register(registry)
        .addLabelValues(node, version, String.valueOf(Runtime.version()));
    Gauge.builder()
        .name("virtualip_start_time_seconds")
        .help("When the agent's process started, seconds since 1970.")
        .unit(Unit.SECONDS)
        .register(registry)
        .set(System.currentTimeMillis() / 1e3);
    io.prometheus.metrics.core.metrics.GaugeWithCallback.builder()
        .name("virtualip_protocol_thread_longest_gap_seconds")
        .help("Longest time since start by which the protocol thread was late.")
        .unit(Unit.SECONDS)
        .callback(callback -> callback.call(longestGapNanos.get() / NANOS_PER_SECOND))
        .register(registry);
  }

  /**
   * Tells of virtual routers too.
   *
   * @param snapshot what the protocol thread last published
   */
  public void routersFrom(Supplier<LoopSnapshot> snapshot) {
    registry.register(new RouterCollector(node, snapshot));
  }

  @Override
  public void observe(Observation observation) {
    switch (observation) {
      case Observation.Transition(var router, State _, State to, var reason) ->
          transitions
              .labelValues(
                  router.virtualIP(),
                  RouterCollector.family(router.family()),
                  to.toString(),
                  Words.of(reason))
              .inc();
      case Observation.AdvertDiscarded(String interfaceName, var _, String reason) ->
          discarded.labelValues(interfaceName, reason).inc();
      case Observation.AddressClaimed(var router, var _, var _) ->
          claims.labelValues(router.virtualIP(), RouterCollector.family(router.family())).inc();
      case Observation.CheckRan(String virtualIP, String check, boolean passed, var _) ->
          checks.labelValues(virtualIP, check, passed ? "passed" : "failed").inc();
      case Observation.AdvertHeard _,
          Observation.AdvertSent _,
          Observation.AdvertRefused _,
          Observation.AddressChanged _,
          Observation.LinkChanged _,
          Observation.Late _ -> {
        // Counted by the state machine, or told by the recorder.
      }
    }
  }

  @Override
  public void turned(long latenessNanos) {
    lateness.observe(latenessNanos / NANOS_PER_SECOND);
    longestGapNanos.accumulateAndGet(latenessNanos, Math::max);
  }

  String text() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(text, registry.scrape());
    return text.toString(StandardCharsets.UTF_8);
  }
}
