package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Row E12 of the checklist: what a killed agent has left is removed by the next one. */
class LeftOversIT extends OneAgent {

  /** Longer than the interval of a Backup that gives up: addresses live for 22 s with it. */
  private static final int INTERVAL_MILLISECONDS = 10_000;

  private static final Duration AT_ONCE = Duration.ofSeconds(8);
  private static final String OTHER = "192.0.2.101";
  private static final String MARKED = "192.0.2.120";
  private static final String STATIC = "192.0.2.130";

  /** Its state directory is another one, so nobody here knows that the address was its. */
  private Agent startStranger() {
    Path home = directory.resolve("stranger");
    String manifest = Manifest.of("dut", 255, List.of(MARKED)).replace(": 51", ": 52");
    Manifest.write(home, withInterval(manifest, INTERVAL_MILLISECONDS));
    return opened(
        Agent.start(
            machine(), "dut", home, "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"));
  }

  @Test
  void e12OnlyWhatThisNodeHeldIsRemovedAndWhatElseIsMarkedIsReported() throws Exception {
    // The owner becomes Active without a wait.
    Agent killed = start(255, INTERVAL_MILLISECONDS);
    soon().until(() -> machine().holds(Manifest.ADDRESS));
    // Another thread writes it down.
    Path record = directory.resolve("dut/state/addresses");
    soon().until(() -> Files.exists(record) && Files.readString(record).contains("held "));
    Agent stranger = startStranger();
    soon().until(() -> machine().holds(MARKED));
    for (Agent agent : List.of(killed, stranger)) {
      agent.kill();
      assertThat(agent.exitCode(5000)).isNotZero();
    }
    machine().ip("address", "add", STATIC + "/32", "dev", "eth0");
    assertThat(machine().holds(Manifest.ADDRESS)).as("left by the kernel for now").isTrue();

    Agent next = start(Manifest.of("dut", 100, List.of(OTHER)), INTERVAL_MILLISECONDS);
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(AT_ONCE)
        .until(() -> !machine().holds(Manifest.ADDRESS));
    become(next, "Backup");
    assertThat(machine().holds(MARKED)).isTrue();
    assertThat(machine().holds(STATIC)).isTrue();
    assertThat(next.log().lines().filter(line -> line.contains("address=\"" + MARKED)))
        .as("of another agent, perhaps")
        .hasSize(1)
        .allMatch(line -> line.contains("removed=\"false\""));
    assertThat(next.log()).doesNotContain(STATIC);
  }
}
