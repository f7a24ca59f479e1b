package dev.virtualip.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.loop.LoopSnapshot;
import dev.virtualip.agent.loop.Observation;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.agent.vrrp.TransitionReason;
import dev.virtualip.api.v1alpha1.Family;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private LoopSnapshot snapshot = Snapshots.of(Snapshots.active(Snapshots.spec("ingress", 51)));
  private final Metrics metrics = new Metrics("a", "1.2.3");

  @BeforeEach
  void read() {
    metrics.routersFrom(() -> snapshot);
  }

  @Test
  void countsTransitionsByReason() throws Exception {
    Observation.Router router = new Observation.Router("ingress", Family.IPV6, "eth0", 51);

    metrics.observe(
        new Observation.Transition(
            router, State.BACKUP, State.ACTIVE, TransitionReason.ACTIVE_DOWN));

    assertThat(metrics.text())
        .contains(
            "virtualip_vrrp_transitions_total{family=\"IPv6\",reason=\"ActiveDown\","
                + "to=\"Active\",virtualip=\"ingress\"} 1.0");
  }

  @Test
  void remembersTheLongestGap() throws Exception {
    metrics.turned(2_000_000_000L);
    metrics.turned(1_000_000L);

    assertThat(metrics.text())
        .contains(
            "virtualip_protocol_thread_longest_gap_seconds 2.0",
            "virtualip_protocol_thread_lateness_seconds_count 2");
  }

  @Test
  void routerThatIsGoneLeavesNothingBehind() throws Exception {
    assertThat(metrics.text()).contains("virtualip=\"ingress\"");

    snapshot = Snapshots.of();

    assertThat(metrics.text()).doesNotContain("virtualip=\"ingress\"");
  }

  @Test
  void listenerOfItsOwnServesMetricsAlone() throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (MetricsEndpoint endpoint = new MetricsEndpoint(any, metrics);
        HttpClient client = HttpClient.newHttpClient()) {
      String url = "http://127.0.0.1:" + endpoint.address().getPort();

      assertThat(get(client, url + "/metrics").body()).contains("virtualip_build_info");
      assertThat(get(client, url + "/status").statusCode()).isEqualTo(404);
    }
  }

  private static HttpResponse<String> get(HttpClient client, String url) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }
}
