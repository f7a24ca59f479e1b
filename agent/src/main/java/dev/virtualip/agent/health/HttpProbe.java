package dev.virtualip.agent.health;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Passes while a GET is answered with a status in the expected range. Redirects are answers, not
 * orders: they are not followed.
 *
 * @param hostHeader Host header; null for the host of the URI
 * @param minimumStatus lowest status code that passes
 * @param maximumStatus highest status code that passes
 */
record HttpProbe(
    HttpClient client, URI uri, @Nullable String hostHeader, int minimumStatus, int maximumStatus)
    implements Probe {

  @Override
  public CheckResult run(Duration timeout) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(timeout).setHeader("User-Agent", "virtualip-agent");
    if (hostHeader != null) {
      request.setHeader("Host", hostHeader);
    }
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
    try {
      // The request's own timeout ends with the headers; a body that never ends must not pass.
      int status = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS).statusCode();
      boolean expected = status >= minimumStatus && status <= maximumStatus;
      return new CheckResult(expected, "status " + status);
    } catch (TimeoutException e) {
      answer.cancel(true);
      return late(timeout);
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return cause instanceof java.net.http.HttpTimeoutException
          ? late(timeout)
          : CheckResult.failed(describe(cause));
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
