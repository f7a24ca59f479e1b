package dev.virtualip.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

  @Test
  void aClientThatStopsInMidRequestSilencesNobody() throws Exception {
    try (HealthEndpoints health =
            new HealthEndpoints(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                () -> true,
                () -> true,
                () -> "");
        Socket half = new Socket(health.address().getAddress(), health.address().getPort());
        HttpClient client = HttpClient.newHttpClient()) {
      half.getOutputStream().write("GET /healthz HT".getBytes(StandardCharsets.US_ASCII));
      half.getOutputStream().flush();
      assertThat(status(client, health, "/healthz")).isEqualTo(200);
      assertThat(status(client, health, "/healthz")).isEqualTo(200);
      half.setSoTimeout(60_000);
      assertThat(half.getInputStream().read()).as("it is cut off in the end").isEqualTo(-1);
    }
  }

  private static int status(HttpClient client, HealthEndpoints health, String path)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + health.address().getPort() + path);
    return client
        .send(
            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
