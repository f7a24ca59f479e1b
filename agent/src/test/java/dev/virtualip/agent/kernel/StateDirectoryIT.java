package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.linux.netlink.NetlinkEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory of the last good configuration: somebody else's, full, or holding nonsense. */
class StateDirectoryIT {

  @TempDir Path directory;

  private final Lan lan = new Lan();
  private final List<Agent> agents = new ArrayList<>();
  private Machine machine;
  private Path home;
  private Path state;
  private boolean mounted;

  @BeforeEach
  void plug() {
    machine = lan.machine(1);
    home = directory.resolve("a");
    state = home.resolve("state");
    Manifest.write(home, Manifest.of("a", 200));
  }

  @AfterEach
  void clean() {
    agents.forEach(Agent::close);
    if (mounted) {
      Command.require("umount", state.toString());
    }
    lan.close();
  }

  private Agent started(Path from) {
    Agent agent = Agent.start(machine, "a", from);
    agents.add(agent);
    return agent;
  }

  private Agent active() {
    Agent agent = started(home);
    soon().until(() -> agent.state().equals("Active") && machine.holds(Manifest.ADDRESS));
    return agent;
  }

  private static ConditionFactory soon() {
    return Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(10));
  }

  private Path lastGood() {
    return state.resolve("last-good.yaml");
  }

  private List<String> contents() throws IOException {
    List<String> contents = new ArrayList<>();
    try (Stream<Path> files = Files.walk(state)) {
      for (Path file : files.sorted().toList()) {
        contents.add(file + " " + Files.getLastModifiedTime(file));
      }
    }
    return contents;
  }

  @Test
  void secondAgentIsRefusedBeforeItWritesAnything() throws Exception {
    Agent first = active();
    Path other = directory.resolve("other");
    Manifest.write(other, Manifest.of("a", 100, List.of("192.0.2.101")));
    List<String> before = contents();
    String[] second = {
      "--manifests",
      other.resolve("manifests").toString(),
      "--node",
      "a",
      "--state-dir",
      state.toString(),
      "--listen",
      "127.0.0.1:0"
    };

    Command.Result refused = Command.run(machine.command(Agent.command(second)));
    assertThat(refused.exitCode()).as(refused.output()).isEqualTo(2);
    assertThat(refused.output())
        .contains("process " + first.pid() + " (java)", state.toString(), "with --replace");

    List<String> elsewhere = Agent.command(second);
    elsewhere.add("--replace");
    Command.Result stranger = Command.run(lan.machine(2).command(elsewhere));
    assertThat(stranger.exitCode()).as("in another network").isEqualTo(2);
    assertThat(stranger.output()).contains("process " + first.pid() + " (java)");

    assertThat(contents()).isEqualTo(before);
    assertThat(first.state()).isEqualTo("Active");
    assertThat(machine.holds(Manifest.ADDRESS)).isTrue();
    first.kill();
    first.exitCode(5000);
    Agent next = active();
    assertThat(next.terminate(5000)).as("the lock of a dead one holds nobody up").isZero();
  }

  private void mount(String size) throws IOException {
    Files.createDirectories(state);
    Command.require("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", state.toString());
    mounted = true;
  }

  private void fill() throws IOException {
    Files.write(state.resolve("filler"), new byte[4096]);
  }

  private static String conditions(Agent agent) {
    return agent.status().path("conditions").toString();
  }

  @Test
  void fullDiskIsReportedAndChangesNothingElse() throws Exception {
    mount("4k");
    fill();
    Agent agent = active();
    soon().until(() -> conditions(agent).contains("ConfigurationNotKept"));
    assertThat(conditions(agent)).contains("No space left", "make room on the disk");
    assertThat(lastGood()).doesNotExist();

    try (Events kernel = Events.start(machine)) {
      Manifest.write(home, Manifest.of("a", 210));
      soon().until(() -> agent.router().path("effectivePriority").asInt() == 210);
      Files.delete(state.resolve("filler"));
      soon().until(() -> conditions(agent).equals("[]"));
      assertThat(lastGood()).content().contains("priority: 210");

      // What is kept fills the disk by itself: its successor does not fit beside it.
      Manifest.write(home, Manifest.of("a", 220));
      soon().until(() -> conditions(agent).contains("ConfigurationNotKept"));
      soon().until(() -> agent.router().path("effectivePriority").asInt() == 220);
      assertThat(kernel.next(StateDirectoryIT::removes, Duration.ZERO)).isEmpty();
    }
    assertThat(lastGood()).as("the last one that was kept").content().contains("priority: 210");
    assertThat(agent.log().lines().filter(line -> line.contains("configuration was not kept")))
        .as("told once each time")
        .hasSize(2);
    assertThat(agent.log()).containsOnlyOnce("to=\"Active\"");
    assertThat(agent.terminate(5000)).isZero();
    active();
  }

  private static boolean removes(NetlinkEvent event) {
    return event instanceof NetlinkEvent.AddressRemoved;
  }

  @Test
  void nonsenseInItIsSetAsideAndTheManifestsRun() throws Exception {
    Files.createDirectories(state);
    Files.writeString(lastGood(), "virtualRouters: [{origin: \"x\ntime=2026 level=ERROR\n");
    Agent agent = active();
    assertThat(state.resolve("last-good.yaml.unreadable")).exists();
    assertThat(lastGood()).content().contains("priority: 200");
    assertThat(agent.log().lines())
        .allMatch(line -> line.startsWith("time=") && line.contains(" logger="))
        .anyMatch(line -> line.contains("was set aside") && line.contains("last-good.yaml"));
  }

  @Test
  void cutOffConfigurationIsSetAsideToo() throws Exception {
    Agent first = active();
    assertThat(first.terminate(5000)).isZero();
    byte[] whole = Files.readAllBytes(lastGood());
    Files.write(lastGood(), Arrays.copyOf(whole, whole.length / 2));
    Agent second = active();
    assertThat(second.log()).contains("was set aside");
    assertThat(second.terminate(5000)).isZero();
    assertThat(lastGood()).hasBinaryContent(whole);
  }

  @Test
  void unwritableStateDirectoryIsNamed() throws IOException {
    Files.createFile(state);
    Command.Result result =
        Command.run(
            machine.command(
                Agent.command(
                    "--manifests",
                    home.resolve("manifests").toString(),
                    "--node",
                    "a",
                    "--state-dir",
                    state.toString())));
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.output()).contains("--state-dir: can't write to " + state);
  }
}
