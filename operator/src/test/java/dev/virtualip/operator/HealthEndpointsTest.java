package dev.virtualip.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HealthEndpointsTest {

  @Test
  void answersForLivenessAndReadinessApart() throws Exception {
    AtomicBoolean ready = new AtomicBoolean();
    try (HealthEndpoints health =
            new HealthEndpoints(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                () -> true,
                ready::get,
                () -> "virtualip_operator_leader 1\n");
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(status(client, health, "/healthz")).isEqualTo(200);
      assertThat(status(client, health, "/readyz")).isEqualTo(503);
      ready.set(true);
      assertThat(status(client, health, "/readyz")).isEqualTo(200);
      assertThat(status(client, health, "/metrics")).isEqualTo(200);
      assertThat(status(client, health, "/other")).isEqualTo(404);
    }
  }

  private static int status(HttpClient client, HealthEndpoints health, String path)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + health.address().getPort() + path);
    return client
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
