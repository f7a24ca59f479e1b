package dev.virtualip.agent;

import dev.virtualip.agent.linux.BootClock;
import dev.virtualip.agent.loop.ProtocolControl;
import dev.virtualip.agent.report.ConfigurationView;
import dev.virtualip.agent.report.HttpEndpoints;
import dev.virtualip.agent.report.Metrics;
import dev.virtualip.agent.report.MetricsEndpoint;
import dev.virtualip.agent.report.Recorder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code --listen} and {@code --metrics-listen} ask for. */
final class Listeners implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  /** A predecessor closes its listeners within this. */
  private static final Duration PORTS = Duration.ofSeconds(5);

  /** What is told about the loop, beside its snapshots. */
  record Reports(String version, Recorder recorder, Metrics metrics) {}

  private final @Nullable PatientListener<MetricsEndpoint> metricsOnly;
  private final PatientListener<HttpEndpoints> endpoints;

  private Listeners(
      @Nullable PatientListener<MetricsEndpoint> metricsOnly,
      PatientListener<HttpEndpoints> endpoints) {
    this.metricsOnly = metricsOnly;
    this.endpoints = endpoints;
  }

  /**
   * Opens both. With --replace this process is in charge by now, and goes on without a port that is
   * taken until it is free.
   *
   * @throws IOException without --replace, with the option, the reason and the cure
   */
  static Listeners open(
      Options options,
      Reports reports,
      ProtocolControl control,
      Supplier<ConfigurationView> configuration)
      throws IOException, InterruptedException {
    InetSocketAddress forMetrics = options.metricsListen();
    @Nullable PatientListener<MetricsEndpoint> metricsOnly =
        forMetrics == null
            ? null
            : open(
                options,
                "--metrics-listen",
                forMetrics,
                () -> new MetricsEndpoint(forMetrics, reports.metrics()));
    try {
      PatientListener<HttpEndpoints> endpoints =
          open(
              options,
              "--listen",
              options.listen(),
              () -> endpoints(options, reports, control, configuration));
      return new Listeners(metricsOnly, endpoints);
    } catch (IOException | InterruptedException e) {
      if (metricsOnly != null) {
        metricsOnly.close();
      }
      throw e;
    }
  }

  private static HttpEndpoints endpoints(
      Options options,
      Reports reports,
      ProtocolControl control,
      Supplier<ConfigurationView> configuration)
      throws IOException {
    HttpEndpoints endpoints =
        new HttpEndpoints(
            options.listen(),
            options.node(),
            reports.version(),
            control,
            configuration,
            reports.recorder(),
            reports.metrics(),
            BootClock::nanos);
    endpoints.start();
    LOG.atInfo()
        .addKeyValue("version", reports.version())
        .addKeyValue("node", options.node())
        .addKeyValue("listen", endpoints.address())
        .log("started");
    return endpoints;
  }

  private static <T extends AutoCloseable> PatientListener<T> open(
      Options options, String option, InetSocketAddress listen, PatientListener.Opener<T> opener)
      throws IOException, InterruptedException {
    if (!options.replace()) {
      try {
        return PatientListener.now(opener);
      } catch (IOException e) {
        throw new IOException(failure(option, listen, e), e);
      }
    }
    return PatientListener.sometime(
        opener,
        PORTS,
        e ->
            LOG.atError()
                .log(failure(option, listen, e) + "; this agent is in charge and tries again"));
  }

  private static String failure(String option, InetSocketAddress listen, IOException e) {
    return "%s: can't listen on %s:%d (%s); %s"
        .formatted(
            option,
            listen.getAddress().getHostAddress(),
            listen.getPort(),
            e.getMessage(),
            ListenFailure.cure(listen));
  }

  /** Runs {@code task} once this process answers where it is asked. */
  void whenOpen(Runnable task) {
    endpoints.whenOpen(task);
  }

  @Override
  public void close() {
    giveBack();
  }

  /** Closes the ports; nothing is answered any more. */
  void giveBack() {
    endpoints.close();
    if (metricsOnly != null) {
      metricsOnly.close();
    }
  }
}
