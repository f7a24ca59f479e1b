package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.virtualip.agent.kernel.Lan.Machine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row E14 of the checklist: a firewall refuses the adverts of the Active. */
class TransmitFaultIT {

  @TempDir Path directory;

  private final Lan lan = new Lan();
  private final List<Agent> agents = new ArrayList<>();
  private Agent active;

  @BeforeEach
  void elect() {
    active = start(lan.machine(1), "a", 200);
    soon().until(() -> active.state().equals("Active") && holds(active));
  }

  @AfterEach
  void clean() {
    agents.forEach(Agent::close);
    lan.close();
  }

  private Agent start(Machine machine, String node, int priority) {
    Path home = directory.resolve(node);
    Manifest.write(home, Manifest.of(node, priority));
    Agent agent = Agent.start(machine, node, home);
    agents.add(agent);
    return agent;
  }

  private static boolean holds(Agent agent) {
    return agent.machine().holds(Manifest.ADDRESS);
  }

  private static ConditionFactory soon() {
    return await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(10));
  }

  private void firewall(String... arguments) {
    List<String> command = new ArrayList<>(List.of("nft"));
    command.addAll(List.of(arguments));
    Command.require(active.machine().command(command).toArray(String[]::new));
  }

  private void refuseAdverts() {
    firewall("add", "table", "inet", "refuse");
    firewall("add chain inet refuse output { type filter hook output priority 0; policy accept; }");
    firewall("add rule inet refuse output meta l4proto 112 drop");
  }

  private int effectivePriority(Agent agent) {
    return agent.router().path("effectivePriority").asInt();
  }

  @Test
  void e14OnlyNodeKeepsTheAddressInReserveAndRecovers() {
    refuseAdverts();
    soon().until(() -> effectivePriority(active) == 13);
    assertThat(active.state()).isEqualTo("Active");
    assertThat(active.router().path("lastError").asText()).contains("can't send an advert");
    // Longer than the lifetime of 1 s with what the kernel may add to it.
    await()
        .pollDelay(Duration.ofMillis(50))
        .during(Duration.ofMillis(2500))
        .atMost(Duration.ofSeconds(4))
        .until(() -> holds(active));

    firewall("delete", "table", "inet", "refuse");
    soon().until(() -> effectivePriority(active) == 200);
    assertThat(active.state()).isEqualTo("Active");
    assertThat(active.log()).as("one tenure").containsOnlyOnce("to=\"Active\"");
  }

  @Test
  void e14AnotherNodeTakesOverAndIsLeftInPeace() {
    Agent backup = start(lan.machine(2), "b", 150);
    soon().until(() -> backup.isBehindAnActive());
    refuseAdverts();
    soon().until(() -> holds(backup));
    soon().until(() -> !holds(active));
    soon().until(() -> active.state().equals("Backup"));
    assertThat(active.log()).contains("reason=\"TRANSMIT_FAILED\"");
    assertThat(effectivePriority(active)).isEqualTo(13);
    assertThat(backup.log()).doesNotContain("HIGHER_PRIORITY");

    firewall("delete", "table", "inet", "refuse");
    soon().until(() -> active.state().equals("Active") && holds(active));
    soon().until(() -> !holds(backup));
  }
}
