package dev.virtualip.agent.health;

import dev.virtualip.api.v1alpha1.FileCheck;
import dev.virtualip.api.v1alpha1.HealthCheck;
import dev.virtualip.api.v1alpha1.HttpGetCheck;
import dev.virtualip.api.v1alpha1.TcpSocketCheck;
import dev.virtualip.api.v1alpha1.UrlScheme;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes probes of what a manifest asks for, with the defaults of the API. */
final class Probes {

  private static final String LOCALHOST = "127.0.0.1";

  private record TlsKind(@Nullable String serverName, boolean verified) {}

  private final Map<TlsKind, Tls> tls = new HashMap<>();
  private final Path directory;

  /**
   * @param directory what file checks are relative to
   */
  Probes(Path directory) {
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
    return new HttpProbe(
        url(https, check),
        https ? tls(hostHeader, Boolean.TRUE.equals(check.verifyCertificate())) : null,
        hostHeader,
        orElse(check.minimumStatus(), 200),
        orElse(check.maximumStatus(), 399));
  }

  private Tls tls(@Nullable String hostHeader, boolean verified) {
    TlsKind kind = new TlsKind(hostHeader == null ? null : withoutPort(hostHeader), verified);
    return tls.computeIfAbsent(kind, wanted -> new Tls(wanted.serverName(), wanted.verified()));
  }

  private static URL url(boolean https, HttpGetCheck check) {
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
                      path.startsWith("/") ? path : "/" + path))
          .toURL();
    } catch (URISyntaxException | MalformedURLException e) {
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
