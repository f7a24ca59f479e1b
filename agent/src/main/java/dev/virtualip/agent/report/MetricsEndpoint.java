package dev.virtualip.agent.report;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@code GET /metrics} and nothing else, on a listener that others on the network may reach: what
 * the other endpoints tell is for this node alone.
 */
public final class MetricsEndpoint implements AutoCloseable {

  private final Metrics metrics;
  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().daemon().name("metrics").unstarted(task));

  /**
   * Opens the listener and serves at once.
   *
   * @throws IOException if the address is taken or not ours
   */
  public MetricsEndpoint(InetSocketAddress listen, Metrics metrics) throws IOException {
    this.metrics = metrics;
    server = HttpLimits.create(listen);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Where it listens; tells the port that the kernel chose. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean found = exchange.getRequestURI().getPath().equals("/metrics");
      byte[] body =
          (found ? metrics.text() : "there is /metrics\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", Metrics.CONTENT_TYPE);
      exchange.sendResponseHeaders(found ? 200 : 404, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
