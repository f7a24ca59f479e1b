package dev.virtualip.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** As much of an API server as an agent asks for: one VirtualIPNode, over HTTP. */
public final class FakeApiServer implements AutoCloseable {

  private static final String COLLECTION = "/apis/virtualip.dev/v1alpha1/virtualipnodes";

  /** A request for a new status. */
  public record Patch(String query, String contentType, JsonNode body) {}

  private final ObjectMapper json = new ObjectMapper();
  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final List<OutputStream> watchers = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<String> collectionQueries = new CopyOnWriteArrayList<>();
  private final List<Patch> patches = new CopyOnWriteArrayList<>();
  private @Nullable VirtualIPNode object;
  private long resourceVersion = 1;
  private final AtomicInteger refused = new AtomicInteger();
  private volatile boolean failing;
  private volatile boolean silent;

  public FakeApiServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Where it listens, in the network namespace that it was made in. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** A client as the agent makes it. */
  public KubernetesClient client() {
    return ApiServer.connect(uri());
  }

  /** Stores {@code changed} and tells the watchers. */
  public synchronized void store(VirtualIPNode changed) {
    String type = object == null ? "ADDED" : "MODIFIED";
    changed.getMetadata().setResourceVersion(Long.toString(++resourceVersion));
    object = changed;
    tell(event(type, changed));
  }

  /** Removes the object and tells the watchers. */
  public synchronized void delete() {
    VirtualIPNode last = object;
    if (last == null) {
      throw new IllegalStateException("nothing to delete");
    }
    last.getMetadata().setResourceVersion(Long.toString(++resourceVersion));
    object = null;
    tell(event("DELETED", last));
  }

  /** Whether every request is answered with 500. */
  public void failing(boolean now) {
    failing = now;
  }

  /** Requests that were answered with 500. */
  public int refused() {
    return refused.get();
  }

  /** Watches stay open, and hear nothing any more. */
  public void silenceWatches() {
    silent = true;
  }

  /** Ends every watch, as a server that restarts does. */
  public void endWatches() {
    watchers.forEach(FakeApiServer::close);
    watchers.clear();
  }

  public boolean watched() {
    return !watchers.isEmpty();
  }

  /** Query strings of the lists and watches so far. */
  public List<String> collectionQueries() {
    return collectionQueries;
  }

  /** Status patches that were answered with 200. */
  public List<Patch> patches() {
    return patches;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    if (failing) {
      refused.incrementAndGet();
      answer(exchange, 500, status(500));
    } else if (path.equals(COLLECTION)) {
      collectionQueries.add(query);
      if (query.contains("watch=true")) {
        watch(exchange, Long.parseLong(query.replaceAll(".*resourceVersion=(\\d+).*", "$1")));
      } else {
        answer(exchange, 200, list());
      }
    } else if (exchange.getRequestMethod().equals("PATCH") && path.endsWith("/status")) {
      JsonNode body = json.readTree(exchange.getRequestBody());
      patches.add(new Patch(query, exchange.getRequestHeaders().getFirst("Content-Type"), body));
      answer(exchange, 200, body.toString());
    } else {
      answerObject(exchange);
    }
  }

  private void answerObject(HttpExchange exchange) throws IOException {
    VirtualIPNode found;
    synchronized (this) {
      found = object;
    }
    if (found == null) {
      answer(exchange, 404, status(404));
    } else {
      answer(exchange, 200, serialization.asJson(found));
    }
  }

  /** As a real one: what changed after the resource version that is asked for comes first. */
  private void watch(HttpExchange exchange, long after) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    synchronized (this) {
      watchers.add(exchange.getResponseBody());
      if (object != null && resourceVersion > after) {
        tell(event("MODIFIED", object));
      }
    }
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(String line) {
    if (!silent) {
      watchers.removeIf(watcher -> !written(watcher, line));
    }
  }

  private static boolean written(OutputStream watcher, String line) {
    try {
      watcher.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      watcher.flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private synchronized String list() {
    return """
    {"kind": "VirtualIPNodeList", "apiVersion": "virtualip.dev/v1alpha1",
     "metadata": {"resourceVersion": "%d"}, "items": [%s]}
    """
        .formatted(resourceVersion, object == null ? "" : serialization.asJson(object));
  }

  private String event(String type, VirtualIPNode about) {
    return "{\"type\":\"%s\",\"object\":%s}".formatted(type, serialization.asJson(about));
  }

  private static String status(int code) {
    return "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":%d}"
        .formatted(code);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static void close(OutputStream watcher) {
    try {
      watcher.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
