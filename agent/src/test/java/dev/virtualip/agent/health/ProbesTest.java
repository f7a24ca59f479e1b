package dev.virtualip.agent.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.virtualip.api.v1alpha1.HealthCheck;
import dev.virtualip.api.v1alpha1.HttpGetCheck;
import dev.virtualip.api.v1alpha1.TcpSocketCheck;
import dev.virtualip.api.v1alpha1.UrlScheme;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbesTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir Path directory;

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private @Nullable HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
    executor.shutdownNow();
  }

  @Test
  void statusInTheRangePassesAndAnotherFails() throws Exception {
    int port = serve(HttpServer.create(ANY, 0), exchange -> exchange.sendResponseHeaders(404, -1));

    assertThat(run(http(port, null, null, null, 404, 404)))
        .isEqualTo(new CheckResult(true, "status 404"));
    assertThat(run(http(port, null, null, null, null, null)))
        .isEqualTo(new CheckResult(false, "status 404"));
  }

  @Test
  void redirectIsAnAnswer() throws Exception {
    int port =
        serve(
            HttpServer.create(ANY, 0),
            exchange -> {
              exchange.getResponseHeaders().set("Location", "http://192.0.2.1/");
              exchange.sendResponseHeaders(308, -1);
            });

    assertThat(run(http(port, null, null, null, null, null)).message()).isEqualTo("status 308");
  }

  @Test
  void hostHeaderAndQueryAreSent() throws Exception {
    AtomicReference<String> seen = new AtomicReference<>();
    int port =
        serve(
            HttpServer.create(ANY, 0),
            exchange -> {
              seen.set(exchange.getRequestHeaders().getFirst("Host") + exchange.getRequestURI());
              exchange.sendResponseHeaders(200, -1);
            });

    run(http(port, null, "app.example.org", null, null, null));

    assertThat(seen).hasValue("app.example.org/healthz?full=1");
  }

  @Test
  void serverThatSaysNothingFailsWithinTheTimeout() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HealthCheck check = http(silent.getLocalPort(), null, null, null, null, null);

      assertThat(new Probes(directory).of(check).run(Duration.ofMillis(50)))
          .isEqualTo(new CheckResult(false, "no answer within 50 ms"));
    }
  }

  @Test
  void bodyThatNeverEndsFailsWithinTheTimeout() throws Exception {
    int port =
        serve(
            HttpServer.create(ANY, 0),
            exchange -> {
              exchange.sendResponseHeaders(200, 1000);
              exchange.getResponseBody().flush();
            });
    HealthCheck check = http(port, null, null, null, null, null);

    assertThat(new Probes(directory).of(check).run(Duration.ofMillis(300)).message())
        .isEqualTo("no answer within 300 ms");
  }

  @Test
  void selfSignedCertificatePassesUnlessItIsVerified() throws Exception {
    int port = serve(https(), exchange -> exchange.sendResponseHeaders(200, -1));

    assertThat(run(http(port, UrlScheme.HTTPS, "app.example.org", false, null, null)))
        .isEqualTo(new CheckResult(true, "status 200"));
    CheckResult verified = run(http(port, UrlScheme.HTTPS, "app.example.org", true, null, null));
    assertThat(verified.passed()).isFalse();
    assertThat(verified.message()).contains("certification path");
  }

  @Test
  void tcpPassesWhereSomebodyListens() throws Exception {
    int port;
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = listening.getLocalPort();
      assertThat(run(tcp("127.0.0.1", port))).isEqualTo(new CheckResult(true, "connected"));
    }
    assertThat(run(tcp("127.0.0.1", port))).isEqualTo(new CheckResult(false, "Connection refused"));
  }

  @Test
  void nameThatDoesNotResolveFails() throws Exception {
    assertThat(run(tcp("no-such-host.invalid", 80)).message())
        .isEqualTo("can't resolve no-such-host.invalid");
  }

  private CheckResult run(HealthCheck check) throws InterruptedException {
    return new Probes(directory).of(check).run(TIMEOUT);
  }

  private int serve(HttpServer made, HttpHandler handler) {
    server = made;
    made.setExecutor(executor);
    made.createContext(
        "/",
        exchange -> {
          handler.handle(exchange);
          if (exchange.getResponseHeaders().getFirst("Content-length") == null
              || "0".equals(exchange.getResponseHeaders().getFirst("Content-length"))) {
            exchange.close();
          }
        });
    made.start();
    return made.getAddress().getPort();
  }

  /** A server with a certificate that nobody signed. */
  private HttpsServer https() throws Exception {
    Path store = directory.resolve("server.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "server",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=app.example.org",
                    "-storepass",
                    "changeit",
                    "-keystore",
                    store.toString()))
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer made = HttpsServer.create(ANY, 0);
    made.setHttpsConfigurator(new HttpsConfigurator(context));
    return made;
  }

  private static HealthCheck http(
      int port,
      @Nullable UrlScheme scheme,
      @Nullable String hostHeader,
      @Nullable Boolean verify,
      @Nullable Integer minimum,
      @Nullable Integer maximum) {
    HttpGetCheck get =
        new HttpGetCheck(
            scheme, null, port, "/healthz?full=1", hostHeader, verify, minimum, maximum);
    return new HealthCheck("web", get, null, null, null, null, null, null, null);
  }

  private static HealthCheck tcp(String host, int port) {
    return new HealthCheck(
        "web", null, new TcpSocketCheck(host, port), null, null, null, null, null, null);
  }
}
