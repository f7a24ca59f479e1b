package dev.virtualip.agent.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.virtualip.agent.loop.LoopSnapshot;
import dev.virtualip.agent.loop.ProtocolControl;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * {@code GET /status}, {@code /recorder}, {@code /metrics}, {@code /healthz} and {@code /readyz}.
 * None of them asks anybody else: an API server that is down must not get the agent killed.
 */
public final class HttpEndpoints implements AutoCloseable {

  /** The protocol thread turns at least once a second. */
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";

  private final String node;
  private final String version;
  private final ProtocolControl control;
  private final Supplier<ConfigurationView> configuration;
  private final Recorder recorder;
  private final Metrics metrics;
  private final LongSupplier clock;
  private final ObjectMapper json = new ObjectMapper();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          2, task -> Thread.ofPlatform().daemon().name("http").unstarted(task));
  private final HttpServer server;

  /** An answer to be sent. */
  private record Answer(int status, String type, String body) {}

  /**
   * Opens the listener.
   *
   * @param clock the clock of {@link ProtocolControl#lastTurnNanos}
   * @throws IOException if the address is taken or not ours
   */
  public HttpEndpoints(
      InetSocketAddress listen,
      String node,
      String version,
      ProtocolControl control,
      Supplier<ConfigurationView> configuration,
      Recorder recorder,
      Metrics metrics,
      LongSupplier clock)
      throws IOException {
    this.node = node;
    this.version = version;
    this.control = control;
    this.configuration = configuration;
    this.recorder = recorder;
    this.metrics = metrics;
    this.clock = clock;
    server = HttpLimits.create(listen);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  public void start() {
    server.start();
  }

  /** Where it listens; tells the port that the kernel chose. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("GET")) {
      return new Answer(405, TEXT, "only GET\n");
    }
    return switch (exchange.getRequestURI().getPath()) {
      case "/status" -> status(asText(exchange));
      case "/recorder" -> recorder(asText(exchange));
      case "/metrics" -> new Answer(200, Metrics.CONTENT_TYPE, metrics.text());
      case "/healthz" -> health();
      case "/readyz" -> readiness();
      default ->
          new Answer(404, TEXT, "there are /status, /recorder, /metrics, /healthz, /readyz\n");
    };
  }

  private Answer status(boolean text) throws IOException {
    StatusDocument document =
        StatusDocument.of(node, version, control.snapshot(), configuration.get());
    if (text) {
      // What is wrong with the whole is told in lines of its own.
      ArrayNode items = json.createArrayNode();
      document.virtualRouters().forEach(router -> items.add(json.valueToTree(router)));
      document
          .refused()
          .forEach(one -> items.add(json.createObjectNode().set("refused", json.valueToTree(one))));
      document
          .conditions()
          .forEach(
              one -> items.add(json.createObjectNode().set("condition", json.valueToTree(one))));
      return new Answer(200, TEXT, TextLines.of(items));
    }
    return new Answer(200, JSON, json.writeValueAsString(document) + "\n");
  }

  private Answer recorder(boolean text) throws IOException {
    ArrayNode recorded = json.createArrayNode();
    recorder.recorded().forEach(one -> recorded.add(one.toJson()));
    return text
        ? new Answer(200, TEXT, TextLines.of(recorded))
        : new Answer(200, JSON, json.writeValueAsString(recorded) + "\n");
  }

  private static boolean asText(HttpExchange exchange) {
    return "format=text".equals(exchange.getRequestURI().getQuery());
  }

  private Answer health() {
    long ageNanos = clock.getAsLong() - control.lastTurnNanos();
    return ageNanos < STUCK_NANOS
        ? new Answer(200, TEXT, "ok\n")
        : new Answer(
            503,
            TEXT,
            "the protocol thread has not turned for "
                + TimeUnit.NANOSECONDS.toMillis(ageNanos)
                + " ms\n");
  }

  private Answer readiness() {
    LoopSnapshot snapshot = control.snapshot();
    if (!snapshot.configured()) {
      return new Answer(503, TEXT, "no configuration yet\n");
    }
    return snapshot.socketsOpen()
        ? new Answer(200, TEXT, "ok\n")
        : new Answer(503, TEXT, "a virtual router has no sockets; /status tells why\n");
  }

  @Override
  public void close() {
    stop();
  }

  /** Gives the port back; nothing is answered any more. */
  public void stop() {
    server.stop(0);
    threads.shutdownNow();
  }
}
