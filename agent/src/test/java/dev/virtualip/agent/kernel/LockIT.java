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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Virtual routers that find their place taken, and get it when it is free. */
class LockIT {

  @TempDir Path directory;

  private final Lan lan = new Lan();
  private final List<Agent> agents = new ArrayList<>();

  @AfterEach
  void clean() {
    agents.forEach(Agent::close);
    lan.close();
  }

  private Agent start(Machine machine, String node, int priority, String... more) {
    Path home = directory.resolve(node);
    Manifest.write(home, Manifest.of(node, priority));
    Agent agent = Agent.start(machine, node, home, more);
    agents.add(agent);
    return agent;
  }

  private static ConditionFactory soon() {
    return await().pollInterval(Duration.ofMillis(50)).atMost(Duration.ofSeconds(15));
  }

  /** Of a Backup that ends the kernel tells nothing: it had no address. */
  @Test
  void agentBesideABackupTakesPartOnceThatIsGone() {
    Agent active = start(lan.machine(1), "a", 200);
    soon().until(() -> active.state().equals("Active"));
    Machine shared = lan.machine(2);
    Agent backup = start(shared, "b", 150);
    soon().until(backup::isBehindAnActive);
    Agent second = start(shared, "second", 100, "--listen", "127.0.0.1:9771");
    soon().until(() -> second.log().contains("is run by"));

    backup.kill();

    soon().until(() -> second.log().contains("to=\"Backup\""));
    assertThat(active.state()).isEqualTo("Active");
  }

  /** The one before leaves by make-before-break, and has the lock until then. */
  @Test
  void routerOfAnotherVersionBeginsOnceTheOneBeforeHasLeft() {
    Agent agent = start(lan.machine(1), "a", 200);
    soon().until(() -> agent.state().equals("Active"));
    String other = Manifest.of("a", 200).replace("spec:\n", "spec:\n  version: 2\n");

    Manifest.write(directory.resolve("a"), other);

    soon()
        .until(
            () ->
                agent.router().path("version").asInt() == 2
                    && agent.state().equals("Active")
                    && agent.machine().holds(Manifest.ADDRESS));
  }
}
