package dev.virtualip.agent.health;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * Passes while a GET is answered with a status in the expected range. Redirects are answers, not
 * orders: they are not followed. Connections are kept alive, so that a check a second costs no
 * handshake.
 *
 * <p>By the JDK's older client, which costs a third of its younger one: a run has a thread of its
 * own in any case, and needs no others that take turns.
 *
 * @param tls for HTTPS
 * @param hostHeader Host header; null for the host of the URL
 * @param minimumStatus lowest status code that passes
 * @param maximumStatus highest status code that passes
 */
record HttpProbe(
    URL url, @Nullable Tls tls, @Nullable String hostHeader, int minimumStatus, int maximumStatus)
    implements Probe {

  private static final int BUFFER_OCTETS = 4096;

  /**
   * Lets requests name another host than their URL does. The JDK reads this once, when the first
   * connection of the process is made; call it before.
   */
  static void allowHostHeader() {
    System.setProperty("sun.net.http.allowRestrictedHeaders", "true");
  }

  @Override
  public CheckResult run(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    HttpURLConnection connection = null;
    try {
      connection = open((int) Math.max(1, timeout.toMillis()));
      int status = connection.getResponseCode();
      if (status >= 0 && readAll(connection, status, end)) {
        boolean expected = status >= minimumStatus && status <= maximumStatus;
        return new CheckResult(expected, "status " + status);
      }
      connection.disconnect();
      return status < 0 ? CheckResult.failed("the answer is not HTTP") : late(timeout);
    } catch (SocketTimeoutException e) {
      disconnect(connection);
      return late(timeout);
    } catch (IOException e) {
      disconnect(connection);
      return CheckResult.failed(describe(e));
    }
  }

  private static void disconnect(@Nullable HttpURLConnection connection) {
    if (connection != null) {
      connection.disconnect();
    }
  }

  private HttpURLConnection open(int timeoutMilliseconds) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
    if (tls != null) {
      tls.applyTo((HttpsURLConnection) connection);
    }
    connection.setConnectTimeout(timeoutMilliseconds);
    connection.setReadTimeout(timeoutMilliseconds);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setRequestProperty("User-Agent", "virtualip-agent");
    if (hostHeader != null) {
      connection.setRequestProperty("Host", hostHeader);
    }
    return connection;
  }

  /**
   * Reads the body, or the connection could not be used again.
   *
   * @return false if it has not ended in time: the client's own timeout is for each read
   */
  private static boolean readAll(HttpURLConnection connection, int status, long end)
      throws IOException {
    try (InputStream body =
        status < HttpURLConnection.HTTP_BAD_REQUEST
            ? connection.getInputStream()
            : connection.getErrorStream()) {
      byte[] buffer = new byte[BUFFER_OCTETS];
      while (System.nanoTime() - end < 0) {
        if (body == null || body.read(buffer) < 0) {
          return true;
        }
      }
      // Closing alone would go on reading for a while.
      connection.disconnect();
      return false;
    }
  }

  private static CheckResult late(Duration timeout) {
    return CheckResult.failed("no answer within " + timeout.toMillis() + " ms");
  }

  /** The innermost message: "PKIX path building failed" says more than "handshake failed". */
  private static String describe(Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    String message = innermost.getMessage();
    return message == null ? innermost.getClass().getSimpleName() : message;
  }
}
