package dev.virtualip.agent.health;

import dev.virtualip.api.v1alpha1.FileCheck;
import dev.virtualip.api.v1alpha1.HealthCheck;
import dev.virtualip.api.v1alpha1.HttpGetCheck;
import dev.virtualip.api.v1alpha1.TcpSocketCheck;
import dev.virtualip.api.v1alpha1.UrlScheme;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Makes probes of what a manifest asks for, with the defaults of the API. */
final class Probes {

  private static final String LOCALHOST = "127.0.0.1";

  private final HttpClients clients;
  private final Path directory;

  /**
   * @param directory what file checks are relative to
   */
  Probes(Executor executor, Path directory) {
    this.clients = new HttpClients(executor);
    this.directory = directory;
  }

  /**
   * @throws IllegalArgumentException if {@code check} names no kind, or nothing that can be asked
   */
  Probe of(HealthCheck check) {
    HttpGetCheck http = check.httpGet();
    if (http != null) {
      return http(http);
    }
    TcpSocketCheck tcp = check.tcpSocket();
    if (tcp != null) {
      return new TcpProbe(Objects.requireNonNullElse(tcp.host(), LOCALHOST), tcp.port());
    }
    FileCheck file = check.file();
    if (file != null) {
      return new FileProbe(directory.resolve(file.path()));
    }
    throw new IllegalArgumentException("healthChecks: " + check.name() + " has no kind of check");
  }

  private Probe http(HttpGetCheck check) {
    boolean https = check.scheme() == UrlScheme.HTTPS;
    String hostHeader = check.hostHeader();
    HttpClient client =
        https
            ? clients.secure(
                hostHeader == null ? null : withoutPort(hostHeader),
                Boolean.TRUE.equals(check.verifyCertificate()))
            : clients.plain();
    return new HttpProbe(
        client,
        uri(https, check),
        hostHeader,
        orElse(check.minimumStatus(), 200),
        orElse(check.maximumStatus(), 399));
  }

  private static URI uri(boolean https, HttpGetCheck check) {
    String path = Objects.requireNonNullElse(check.path(), "/");
    String host = Objects.requireNonNullElse(check.host(), LOCALHOST);
    try {
      // The query is not to be quoted as part of the path.
      return new URI(
          "%s://%s:%d%s"
              .formatted(
                  https ? "https" : "http",
                  host.contains(":") ? "[" + host + "]" : host,
                  check.port(),
                  path.startsWith("/") ? path : "/" + path));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("healthChecks: httpGet.path: " + e.getMessage(), e);
    }
  }

  private static String withoutPort(String host) {
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  private static int orElse(@Nullable Integer value, int other) {
    return value == null ? other : value;
  }
}
