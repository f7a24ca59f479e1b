package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.virtualip.agent.kernel.Lan.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two agents on one link, at the default interval of 250 ms. */
class AgentIT {

  /** Reading the kernel's answer through a child process takes a few milliseconds each time. */
  private static final Duration SLACK = Duration.ofMillis(150);

  /** 1.05 · (3 · A + skew + 30 ms) for priority 150 (the design's Bounds). */
  private static final Duration TAKE_OVER = Duration.ofMillis(928);

  /** Lifetime 1 s, and what the kernel may add to it. */
  private static final Duration EXPIRY = Duration.ofMillis(2250);

  @TempDir Path directory;

  private final Lan lan = new Lan();
  private final List<Agent> agents = new ArrayList<>();
  private Agent active;
  private Agent backup;

  @BeforeEach
  void elect() {
    active = start(lan.machine(1), "a", 200);
    // One after the other: a Backup that is up first would win an election of its own before.
    soon().until(() -> active.state().equals("Active"));
    backup = start(lan.machine(2), "b", 150);
    soon().until(() -> backup.isBehindAnActive());
    soon().until(() -> holds(active) && !holds(backup));
  }

  @AfterEach
  void clean() {
    agents.forEach(Agent::close);
    lan.close();
  }

  private Agent start(Machine machine, String node, int priority) {
    Manifest.write(home(node), Manifest.of(node, priority));
    return start(machine, node);
  }

  private Agent start(Machine machine, String node) {
    Agent agent = Agent.start(machine, node, home(node));
    agents.add(agent);
    return agent;
  }

  private Path home(String node) {
    return directory.resolve(node);
  }

  private static boolean holds(Agent agent) {
    return agent.machine().holds(Manifest.ADDRESS);
  }

  private static ConditionFactory soon() {
    return within(Duration.ofSeconds(10));
  }

  private static ConditionFactory within(Duration time) {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10)).atMost(time);
  }

  @Test
  void statusTellsWhatTheContractNames() {
    JsonNode status = active.status();
    assertThat(status.path("node").asText()).isEqualTo("a");
    assertThat(status.path("version").asText()).isNotEmpty();
    assertThat(status.path("counters").path("eth0").has("checksum-errors")).isTrue();
    JsonNode router = active.router();
    assertThat(router.properties().stream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrder(
            "name",
            "family",
            "interface",
            "virtualRouterID",
            "version",
            "state",
            "priority",
            "effectivePriority",
            "advertisementIntervalMilliseconds",
            "activeAdvertisementIntervalMilliseconds",
            "addresses",
            "addressesBound",
            "leaving",
            "activeRouter",
            "since",
            "conditions",
            "lastError",
            "counters");
    assertThat(router.path("name").asText()).isEqualTo("ingress");
    assertThat(router.path("family").asText()).isEqualTo("IPv4");
    assertThat(router.path("interface").asText()).isEqualTo("eth0");
    assertThat(router.path("virtualRouterID").asInt()).isEqualTo(Manifest.VIRTUAL_ROUTER_ID);
    assertThat(router.path("version").asInt()).isEqualTo(3);
    assertThat(router.path("effectivePriority").asInt()).isEqualTo(200);
    assertThat(router.path("advertisementIntervalMilliseconds").asInt()).isEqualTo(250);
    assertThat(router.path("addresses").path(0).asText()).isEqualTo(Manifest.ADDRESS);
    assertThat(router.path("addressesBound").asBoolean()).isTrue();
    assertThat(router.path("activeRouter").asText()).isEqualTo(active.machine().address());
    assertThat(router.path("lastError").isNull()).isTrue();
    assertThat(backup.router().path("activeRouter").asText()).isEqualTo(active.machine().address());
  }

  @Test
  void backupTakesOverAndTheKernelReleasesWhenTheActiveIsKilled() {
    active.kill();
    within(TAKE_OVER.plus(SLACK)).until(() -> holds(backup));
    within(EXPIRY.plus(SLACK)).until(() -> !holds(active));
    soon().until(() -> backup.state().equals("Active"));
  }

  @Test
  void frozenActiveIsReleasedByTheKernelAndYieldsWhenItWakesUp() {
    active.freeze();
    within(TAKE_OVER.plus(SLACK)).until(() -> holds(backup));
    within(EXPIRY.plus(SLACK)).until(() -> !holds(active));
    Manifest.write(home("b"), Manifest.of("b", 220));
    soon().until(() -> backup.router().path("effectivePriority").asInt() == 220);
    active.thaw();
    soon().until(() -> active.state().equals("Backup"));
    assertThat(holds(active)).isFalse();
    assertThat(active.log()).as("one tenure").containsOnlyOnce("to=\"Active\"");
    assertThat(backup.log()).as("never disturbed").doesNotContain("HIGHER_PRIORITY");
    assertThat(holds(backup)).isTrue();
  }

  @Test
  void sigtermHandsOverAndExitsWithZero() throws InterruptedException {
    assertThat(active.terminate(2000)).isZero();
    assertThat(holds(active)).as("released before the exit").isFalse();
    assertThat(holds(backup)).as("taken over before the release").isTrue();
    assertThat(backup.log()).contains("reason=\"ACTIVE_LEFT\"");
  }

  @Test
  void higherPriorityTakesTheAddressBack() throws InterruptedException {
    assertThat(active.terminate(2000)).isZero();
    Agent returned = start(active.machine(), "a");
    soon().until(() -> returned.state().equals("Active") && backup.state().equals("Backup"));
    soon().until(() -> holds(returned) && !holds(backup));
  }

  @Test
  void restartRunsTheLastGoodConfigurationWhenTheManifestIsBadNow() throws InterruptedException {
    assertThat(active.terminate(2000)).isZero();
    Manifest.write(home("a"), Manifest.of("a", 200).replace("nodes:", "vrid: 51\n  nodes:"));
    Agent returned = start(active.machine(), "a");
    soon().until(() -> returned.state().equals("Active"));
    assertThat(returned.log()).contains("vrid");
  }

  @Test
  void badManifestChangesNothingAndIsReported() {
    Manifest.write(home("a"), Manifest.of("a", 300));
    soon().until(() -> active.router().path("conditions").size() == 1);
    JsonNode condition = active.router().path("conditions").path(0);
    assertThat(condition.path("message").asText())
        .contains("ingress.yaml")
        .contains("priority")
        .contains("255");
    assertThat(active.state()).isEqualTo("Active");
    assertThat(active.router().path("priority").asInt()).isEqualTo(200);
  }

  @Test
  void changedPriorityMovesTheAddressWithoutARestart() {
    Manifest.write(home("b"), Manifest.of("b", 220));
    soon().until(() -> backup.state().equals("Active") && active.state().equals("Backup"));
    soon().until(() -> holds(backup) && !holds(active));
  }

  @Test
  void removedManifestIsAPlannedLeave() throws IOException {
    Files.delete(home("a").resolve("manifests").resolve("ingress.yaml"));
    soon().until(() -> holds(backup) && !holds(active));
    assertThat(backup.log()).contains("reason=\"ACTIVE_LEFT\"");
  }

  @Test
  void carrierLossReleasesAtOnceAndAnotherTakesOver() {
    active.machine().ip("link", "set", "eth0", "down");
    within(SLACK.plusMillis(100)).until(() -> !holds(active));
    within(TAKE_OVER.plus(SLACK)).until(() -> holds(backup));
    soon().until(() -> active.state().equals("Initialize"));
    assertThat(active.router().path("lastError").asText()).contains("eth0").contains("down");
    active.machine().ip("link", "set", "eth0", "up");
    soon().until(() -> holds(active) && !holds(backup));
  }

  @Test
  void addressThatSomebodyRemovesComesBack() {
    active.machine().ip("address", "delete", Manifest.ADDRESS + "/32", "dev", "eth0");
    within(SLACK.plusMillis(250)).until(() -> holds(active));
    assertThat(active.state()).isEqualTo("Active");
    assertThat(holds(backup)).isFalse();
    soon().until(() -> active.log().contains("the address was deleted by somebody else"));
    assertThat(active.log()).contains("source=\"" + Manifest.ADDRESS + "\"");
  }

  @Test
  void secondAgentForTheSameVirtualRouterSaysWhoHasItAndTakesOverItsPlace() {
    Path home = home("second");
    Manifest.write(home, Manifest.of("second", 250));
    Agent second = Agent.start(active.machine(), "second", home, "--listen", "127.0.0.1:9771");
    agents.add(second);
    soon().until(() -> second.log().contains("is run by"));
    assertThat(active.state()).isEqualTo("Active");
    active.kill();
    soon().until(() -> second.log().contains("to=\"Active\""));
  }
}
