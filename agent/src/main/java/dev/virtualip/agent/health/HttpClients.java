package dev.virtualip.agent.health;

import java.net.Socket;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * HTTP clients by what they can't be told for each request: whom they trust and what server name
 * they ask for. Each keeps its connections alive, so that a check a second costs no handshake. Used
 * by one thread.
 */
final class HttpClients {

  private record Kind(@Nullable String serverName, boolean verified) {}

  private final Map<Kind, HttpClient> clients = new HashMap<>();
  private final Executor executor;

  /**
   * Lets requests name another host than their URI does. The JDK reads this once, when the first
   * HTTP client of the process is made; call it before.
   */
  static void allowHostHeader() {
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
  }

  HttpClients(Executor executor) {
    this.executor = executor;
  }

  HttpClient plain() {
    return clients.computeIfAbsent(new Kind(null, true), kind -> builder().build());
  }

  /**
   * A client for HTTPS.
   *
   * @param serverName what to ask for in the handshake (SNI) where the URI has an address; null for
   *     the host of the URI
   * @param verified whether the certificate must be valid and for that name
   */
  HttpClient secure(@Nullable String serverName, boolean verified) {
    return clients.computeIfAbsent(new Kind(serverName, verified), this::secure);
  }

  private HttpClient secure(Kind kind) {
    HttpClient.Builder builder = builder();
    if (!kind.verified()) {
      builder.sslContext(trustingAnybody());
    }
    if (kind.serverName() != null) {
      SSLParameters parameters = new SSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(kind.serverName())));
      builder.sslParameters(parameters);
    }
    return builder.build();
  }

  private HttpClient.Builder builder() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .executor(executor);
  }

  private static SSLContext trustingAnybody() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustsAnybody()}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  /**
   * Asks for no valid certificate: an ingress answers a request for its address with a default
   * certificate. Of the extended kind, because only then the JDK leaves the host's name alone too.
   */
  private static final class TrustsAnybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
