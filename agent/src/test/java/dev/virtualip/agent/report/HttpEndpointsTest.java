package dev.virtualip.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.virtualip.agent.loop.LoopSnapshot;
import dev.virtualip.agent.loop.Observation;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.agent.vrrp.TransitionReason;
import dev.virtualip.api.v1alpha1.Family;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEndpointsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final FakeControl control =
      new FakeControl(
          Snapshots.of(
              Snapshots.active(Snapshots.spec("ingress", 51)),
              Snapshots.router(
                  Snapshots.spec("dns", 52),
                  State.INITIALIZE,
                  null,
                  List.of(),
                  "interface \"eth0\" is down")));
  private final HttpClient client = HttpClient.newHttpClient();
  private final Recorder recorder = new Recorder(() -> Snapshots.SINCE);
  private final Metrics metrics = new Metrics("a", "1.2.3");
  private volatile long now;
  private HttpEndpoints endpoints;

  @BeforeEach
  void listen() throws IOException {
    ConfigurationView view =
        new ConfigurationView(
            null,
            0,
            null,
            List.of(
                new ConfigurationView.Refused("a.yaml", "ingress", "spec", null, "a.yaml: no"),
                new ConfigurationView.Refused(
                    "b.yaml", null, "", null, "b.yaml: is not YAML; correct it")),
            "last-good.yaml was not kept");
    endpoints =
        new HttpEndpoints(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            "a",
            "1.2.3",
            control,
            () -> view,
            recorder,
            metrics,
            () -> now);
    metrics.routersFrom(control::snapshot);
    endpoints.start();
  }

  @AfterEach
  void close() {
    endpoints.close();
    client.close();
  }

  @Test
  void statusHasTheFieldsOfTheContract() throws Exception {
    JsonNode status = JSON.readTree(get("/status").body());

    assertThat(status.properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("node", "version", "virtualRouters", "refused", "conditions", "counters");
    assertThat(status.at("/counters/eth0/checksum-errors").asLong()).isEqualTo(2);
    assertThat(status.at("/virtualRouters/0"))
        .isEqualTo(
            JSON.readTree(
                """
                {"name": "ingress", "family": "IPv4", "interface": "eth0",
                 "virtualRouterID": 51, "version": 3, "state": "Active",
                 "priority": 200, "effectivePriority": 200,
                 "advertisementIntervalMilliseconds": 250,
                 "activeAdvertisementIntervalMilliseconds": 250,
                 "addresses": ["192.0.2.100", "192.0.2.101"], "addressesBound": true,
                 "leaving": false, "activeRouter": "192.0.2.1",
                 "since": "2026-11-01T10:00:00.123456789Z",
                 "conditions": [{"type": "ConfigurationRejected", "reason": "Invalid",
                                 "message": "a.yaml: no"}],
                 "lastError": null, "counters": {"advertisement-sent": 7}}
                """));
    assertThat(status.at("/virtualRouters/1/activeRouter").isNull()).isTrue();
    assertThat(status.at("/virtualRouters/1/lastError").asText())
        .isEqualTo("interface \"eth0\" is down");
  }

  @Test
  void statusTellsWhatConcernsNoRouter() throws Exception {
    JsonNode status = JSON.readTree(get("/status").body());

    assertThat(status.at("/refused/1"))
        .isEqualTo(
            JSON.readTree(
                """
                {"source": "b.yaml", "virtualIP": null, "field": "",
                 "message": "b.yaml: is not YAML; correct it"}
                """));
    assertThat(status.at("/conditions"))
        .isEqualTo(
            JSON.readTree(
                """
                [{"type": "ConfigurationNotKept", "reason": "WriteFailed",
                  "message": "last-good.yaml was not kept"}]
                """));
    assertThat(get("/status?format=text").body().lines().skip(2))
        .containsExactly(
            "refused.source=a.yaml refused.virtualIP=ingress refused.field=spec"
                + " refused.message=\"a.yaml: no\"",
            "refused.source=b.yaml refused.virtualIP=- refused.field=\"\""
                + " refused.message=\"b.yaml: is not YAML; correct it\"",
            "condition.type=ConfigurationNotKept condition.reason=WriteFailed"
                + " condition.message=\"last-good.yaml was not kept\"");
  }

  @Test
  void textHasALineForEachRouter() throws Exception {
    HttpResponse<String> response = get("/status?format=text");

    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain");
    assertThat(response.body().lines().limit(2).toList())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("name=ingress family=IPv4 interface=eth0 virtualRouterID=51")
                    .contains(" addresses=192.0.2.100,192.0.2.101 ")
                    .contains(" conditions.0.message=\"a.yaml: no\" ")
                    .endsWith(" counters.advertisement-sent=7"),
            line ->
                assertThat(line)
                    .contains(" activeRouter=- ")
                    .contains(" lastError=\"interface \\\"eth0\\\" is down\" "));
  }

  @Test
  void recorderTellsWhatHappened() throws Exception {
    Observation.Router router = new Observation.Router("ingress", Family.IPV4, "eth0", 51);
    recorder.observe(
        new Observation.Transition(
            router, State.BACKUP, State.ACTIVE, TransitionReason.ACTIVE_DOWN));
    recorder.observe(new Observation.Late(4_100_000_000L));

    assertThat(JSON.readTree(get("/recorder").body()))
        .isEqualTo(
            JSON.readTree(
                """
                [{"time": "2026-11-01T10:00:00.123456789Z", "event": "Transition",
                  "virtualIP": "ingress", "family": "IPv4", "interface": "eth0",
                  "virtualRouterID": 51, "from": "Backup", "to": "Active",
                  "reason": "ActiveDown"},
                 {"time": "2026-11-01T10:00:00.123456789Z", "event": "Late",
                  "milliseconds": 4100}]
                """));
    assertThat(get("/recorder?format=text").body().lines())
        .last()
        .isEqualTo("time=2026-11-01T10:00:00.123456789Z event=Late milliseconds=4100");
  }

  @Test
  void metricsTellTheStateOfEachRouter() throws Exception {
    assertThat(get("/metrics").body())
        .contains(
            "virtualip_vrrp_state{family=\"IPv4\",interface=\"eth0\",node=\"a\",state=\"Active\","
                + "virtualip=\"ingress\",vrid=\"51\"} 1.0",
            "virtualip_vrrp_advertisements_sent_total{family=\"IPv4\",interface=\"eth0\","
                + "node=\"a\",virtualip=\"ingress\",vrid=\"51\"} 7.0");
  }

  @Test
  void isHealthyWhileTheProtocolThreadTurns() throws Exception {
    control.lastTurnNanos = 0;
    now = TimeUnit.MILLISECONDS.toNanos(4999);
    assertThat(get("/healthz").statusCode()).isEqualTo(200);

    now = TimeUnit.MILLISECONDS.toNanos(5000);
    assertThat(get("/healthz").statusCode()).isEqualTo(503);
    assertThat(get("/healthz").body()).contains("5000 ms");

    control.lastTurnNanos = now;
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void isReadyWhenConfiguredWithOpenSockets() throws Exception {
    assertThat(get("/readyz").statusCode()).isEqualTo(200);

    control.publish(new LoopSnapshot(false, true, List.of(), List.of(), Map.of()));
    assertThat(get("/readyz").statusCode()).isEqualTo(503);

    control.publish(new LoopSnapshot(true, false, List.of(), List.of(), Map.of()));
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/status/", "/statusx", "/metrics/", "/recorders", "/healthz/a"})
  void whatDoesNotExistIsNotFound(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void onlyReads() throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(uri("/status")).POST(HttpRequest.BodyPublishers.noBody()).build();

    assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + endpoints.address().getPort() + path);
  }
}
