package dev.virtualip.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.virtualip.operator.report.OperatorMetrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Serves {@code /healthz} and {@code /readyz}: 200 or 503, and {@code /metrics}. Everything else is
 * 404.
 */
final class HealthEndpoints implements AutoCloseable {

  /** How long a client may take to send its request, or to take the answer, in seconds. */
  private static final String PATIENCE = "10";

  static {
    // Read once, when the JVM makes its first server.
    System.setProperty("sun.net.httpserver.maxReqTime", PATIENCE);
    System.setProperty("sun.net.httpserver.maxRspTime", PATIENCE);
  }

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Starts to serve.
   *
   * @param healthy must not depend on the API server, or an outage of it would restart the operator
   * @throws IOException if the address can't be bound
   */
  HealthEndpoints(
      InetSocketAddress listen,
      BooleanSupplier healthy,
      BooleanSupplier ready,
      Supplier<String> metrics)
      throws IOException {
    server = HttpServer.create(listen, 0);
    server.createContext("/", exchange -> answer(exchange, 404, "not found"));
    server.createContext("/healthz", exchange -> answer(exchange, healthy));
    server.createContext("/readyz", exchange -> answer(exchange, ready));
    server.createContext(
        "/metrics", exchange -> answer(exchange, 200, metrics.get(), OperatorMetrics.CONTENT_TYPE));
    // Without threads of its own one client that stops in mid-request would silence all others.
    server.setExecutor(executor);
    server.start();
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private static void answer(HttpExchange exchange, BooleanSupplier good) throws IOException {
    boolean ok = good.getAsBoolean();
    answer(exchange, ok ? 200 : 503, ok ? "ok" : "not ok");
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    answer(exchange, status, text + "\n", "text/plain; charset=utf-8");
  }

  private static void answer(HttpExchange exchange, int status, String text, String type)
      throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
