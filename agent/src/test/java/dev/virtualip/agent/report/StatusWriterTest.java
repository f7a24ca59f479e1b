package dev.virtualip.agent.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.virtualip.agent.FakeApiServer;
import dev.virtualip.agent.loop.LoopSnapshot;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.api.v1alpha1.AgentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusWriterTest {

  private static final AgentStatus AGENT =
      new AgentStatus("1.2.3", Instant.parse("2026-11-01T09:00:00Z"));
  private static final LoopSnapshot BACKUP =
      Snapshots.of(
          Snapshots.router(Snapshots.spec("ingress", 51), State.BACKUP, null, List.of(), null));
  private static final LoopSnapshot ACTIVE =
      Snapshots.of(Snapshots.active(Snapshots.spec("ingress", 51)));

  private final FakeApiServer server = new FakeApiServer();
  private final FakeControl control = new FakeControl(BACKUP);
  private volatile ConfigurationView view = new ConfigurationView("u1", 4, List.of());
  private KubernetesClient client;
  private StatusWriter writer;

  @BeforeEach
  void connect() {
    client = server.client();
    writer = new StatusWriter("a", AGENT, control, () -> view, List::of, client);
  }

  @AfterEach
  void disconnect() {
    writer.close();
    client.close();
    server.close();
  }

  @Test
  void appliesTheStatusAsItsFieldManagerAndNothingElse() {
    writer.start();

    await().until(() -> server.patches().size() == 1);
    FakeApiServer.Patch patch = server.patches().getFirst();
    assertThat(patch.contentType()).isEqualTo("application/apply-patch+yaml");
    assertThat(patch.query()).contains("fieldManager=virtualip-agent").contains("force=true");
    assertThat(patch.body().has("spec")).isFalse();
    assertThat(patch.body().at("/metadata/name").asText()).isEqualTo("a");
    assertThat(patch.body().at("/status/observedGeneration").asLong()).isEqualTo(4);
    assertThat(patch.body().at("/status/agent/version").asText()).isEqualTo("1.2.3");
    assertThat(state(patch)).isEqualTo("Backup");
  }

  @Test
  void writesOnChangeOnly() {
    writer.start();
    await().until(() -> server.patches().size() == 1);

    control.publish(BACKUP);
    control.publish(ACTIVE);
    await().until(() -> server.patches().size() == 2);
    control.publish(ACTIVE);
    control.publish(BACKUP);
    await().until(() -> server.patches().size() == 3);

    assertThat(server.patches())
        .extracting(StatusWriterTest::state)
        .containsExactly("Backup", "Active", "Backup");
  }

  @Test
  void ofManyChangesTheLastOneIsWritten() {
    writer.start();
    await().until(() -> server.patches().size() == 1);

    for (int i = 0; i < 100; i++) {
      control.publish(BACKUP);
      control.publish(ACTIVE);
    }

    await().until(() -> state(server.patches().getLast()).equals("Active"));
    assertThat(server.patches()).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void writesNothingBeforeTheObjectWasRead() {
    view = new ConfigurationView(null, 0, List.of());
    writer.start();
    control.publish(ACTIVE);
    control.publish(BACKUP);

    view = new ConfigurationView("u1", 1, List.of());
    control.publish(ACTIVE);

    await().until(() -> server.patches().size() == 1);
    assertThat(state(server.patches().getFirst())).isEqualTo("Active");
  }

  @Test
  void retriesWithWhatIsTrueByThen() {
    server.failing(true);
    writer.start();
    await().until(() -> server.refused() > 0);
    control.publish(ACTIVE);
    server.failing(false);

    await().atMost(Duration.ofSeconds(15)).until(() -> !server.patches().isEmpty());
    assertThat(server.patches()).extracting(StatusWriterTest::state).containsExactly("Active");
  }

  @Test
  void anObjectMadeAnewGetsTheSameStatusAgain() {
    writer.start();
    await().until(() -> server.patches().size() == 1);

    view = new ConfigurationView("u2", 4, List.of());
    control.publish(BACKUP);

    await().until(() -> server.patches().size() == 2);
  }

  @Test
  void tellsTheLastStateWhenItIsClosed() {
    writer.start();
    await().until(() -> server.patches().size() == 1);

    control.publish(Snapshots.of());
    writer.close();

    JsonNode last = server.patches().getLast().body();
    assertThat(last.at("/status/virtualRouters")).isEmpty();
    assertThat(last.at("/status/agent/version").asText()).isEqualTo("1.2.3");
  }

  private static String state(FakeApiServer.Patch patch) {
    return patch.body().at("/status/virtualRouters/0/state").asText();
  }
}
