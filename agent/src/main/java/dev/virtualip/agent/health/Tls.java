package dev.virtualip.agent.health;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom HTTPS checks trust and what server name they ask for. The JDK keeps connections alive by it,
 * so there is one for all checks that want the same.
 */
final class Tls {

  private final SSLSocketFactory sockets;
  private final boolean verified;

  /**
   * @param serverName what to ask for in the handshake (SNI), and what the certificate must be for
   *     where it is verified; null for the host of the URL
   * @param verified whether the certificate must be valid
   */
  Tls(@Nullable String serverName, boolean verified) {
    SSLSocketFactory plain = context(verified).getSocketFactory();
    this.sockets = serverName == null ? plain : new Named(plain, serverName);
    this.verified = verified;
  }

  void applyTo(HttpsURLConnection connection) {
    connection.setSSLSocketFactory(sockets);
    if (!verified) {
      connection.setHostnameVerifier((host, session) -> true);
    }
  }

  private static SSLContext context(boolean verified) {
    try {
      if (verified) {
        return SSLContext.getDefault();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustsAnybody()}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  /**
   * Takes a name for that of the server wherever it connects to. Unconnected sockets it does not
   * make, so that the JDK connects by itself and then lays TLS over it with the name of the host.
   */
  private static final class Named extends SSLSocketFactory {

    private final SSLSocketFactory plain;
    private final String serverName;

    Named(SSLSocketFactory plain, String serverName) {
      this.plain = plain;
      this.serverName = serverName;
    }

    @Override
    public Socket createSocket(Socket connected, String host, int port, boolean autoClose)
        throws IOException {
      return plain.createSocket(connected, serverName, port, autoClose);
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return plain.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return plain.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException();
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
