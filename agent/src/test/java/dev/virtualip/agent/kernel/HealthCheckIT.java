package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two agents whose node is fit while a file exists there. */
class HealthCheckIT {

  @TempDir Path directory;

  private final Lan lan = new Lan();
  private Agent better;
  private Agent worse;

  @BeforeEach
  void elect() throws IOException {
    better = start(1, "a", 200);
    worse = start(2, "b", 150);
    await().until(() -> holds(better) && worse.isBehindAnActive());
  }

  @AfterEach
  void clean() {
    better.close();
    worse.close();
    lan.close();
  }

  private Agent start(int host, String node, int priority) throws IOException {
    Path home = directory.resolve(node);
    Manifest.write(
        home,
        Manifest.of(node, priority)
            + """
              healthChecks:
                - name: fit
                  file: {path: fit}
                  periodMilliseconds: 100
                  failureThreshold: 2
                  successThreshold: 2
            """);
    Files.createDirectories(home.resolve("state/checks"));
    Files.createFile(fit(node));
    return Agent.start(lan.machine(host), node, home);
  }

  private Path fit(String node) {
    return directory.resolve(node).resolve("state/checks/fit");
  }

  private static boolean holds(Agent agent) {
    return agent.machine().holds(Manifest.ADDRESS);
  }

  @Test
  void failingCheckHandsOverAndPassingAgainTakesBack() throws IOException {
    Files.delete(fit("a"));

    await().atMost(Duration.ofSeconds(3)).until(() -> holds(worse) && !holds(better));
    JsonNode router = better.router();
    assertThat(router.path("state").asText()).isEqualTo("Backup");
    assertThat(router.path("effectivePriority").asInt()).isEqualTo(13);
    assertThat(router.at("/conditions/0/type").asText()).isEqualTo("HealthCheckFailing");
    assertThat(router.at("/conditions/0/message").asText()).contains("fit").contains("not exist");

    Files.createFile(fit("a"));
    await().atMost(Duration.ofSeconds(15)).until(() -> holds(better) && !holds(worse));
    assertThat(better.router().path("conditions")).isEmpty();
  }

  @Test
  void whenEveryNodeFailsOneStillHolds() throws IOException {
    Files.delete(fit("b"));
    await().until(() -> worse.router().path("effectivePriority").asInt() == 10);

    Files.delete(fit("a"));

    await().until(() -> better.router().path("effectivePriority").asInt() == 13);
    await().until(() -> holds(better) != holds(worse));
  }
}
