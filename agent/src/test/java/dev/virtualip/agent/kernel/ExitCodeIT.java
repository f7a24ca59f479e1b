package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.linux.BootClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent says and returns when it can't run. */
class ExitCodeIT {

  /** For a process to end that has nothing to wait for. */
  private static final long EXIT_MILLISECONDS = 500;

  @TempDir Path directory;

  private final Lan lan = new Lan();

  @AfterEach
  void clean() {
    lan.close();
  }

  private List<String> agent() {
    return Agent.command(
        "--manifests",
        directory.resolve("manifests").toString(),
        "--node",
        "a",
        "--state-dir",
        directory.resolve("state").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"net_admin", "net_raw"})
  void e15MissingCapabilityIsNamed(String capability) {
    Manifest.write(directory, Manifest.of("a", 200));
    List<String> command = new ArrayList<>(List.of("setpriv", "--bounding-set", "-" + capability));
    command.addAll(agent());
    Command.Result result = Command.run(lan.machine(1).command(command));
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.output()).contains("CAP_" + capability.toUpperCase(Locale.ROOT));
    assertThat(directory.resolve("state")).doesNotExist();
  }

  @Test
  void manifestThatCannotRunIsNamedWithItsField() {
    Manifest.write(directory, Manifest.of("a", 200).replace("nodes:", "vrid: 51\n  nodes:"));
    Command.Result result = Command.run(lan.machine(1).command(agent()));
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.output()).contains("ingress.yaml").contains("vrid");
  }

  @Test
  void unreadableManifestIsNamed() throws IOException {
    Files.createDirectories(directory.resolve("manifests").resolve("real"));
    Files.createSymbolicLink(
        directory.resolve("manifests").resolve("lost.yaml"), Path.of("/nonexistent"));
    Command.Result result = Command.run(lan.machine(1).command(agent()));
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.output()).contains("lost.yaml");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          203.0.113.1:9770 | is no address of this machine, name one that is
          127.0.0.1:9770   | stop who uses it or choose another port
          127.0.0.1:80     | CAP_NET_BIND_SERVICE is missing for a port below 1024
          """)
  void listenerThatCanNotBeHasItsOwnCure(String listen, String cure) throws Exception {
    Manifest.write(directory, Manifest.of("a", 200));
    Machine machine = lan.machine(1);
    List<String> command =
        new ArrayList<>(List.of("setpriv", "--bounding-set", "-net_bind_service"));
    command.addAll(agent());
    command.addAll(List.of("--metrics-listen", "127.0.0.1:0", "--listen", listen));
    try (ServerSocket user =
        Inside.call(machine, () -> new ServerSocket(9770, 1, InetAddress.ofLiteral("127.0.0.1")))) {
      assertThat(user.isBound()).isTrue();
      Command.Result result = Command.run(machine.command(command));
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.output()).contains("--listen: can't listen on " + listen, cure);
    }
  }

  /** The one that leaves waits min(A + 250 ms, 1.5 s) for a successor, and no signal changes it. */
  @ParameterizedTest
  @CsvSource({"250, 500", "1000, 1250", "4000, 1500"})
  void leavingWithoutASuccessorEndsInTimeHoweverOftenItIsTold(int interval, long limit)
      throws Exception {
    Manifest.write(
        directory, OneAgent.withInterval(Manifest.of("a", 255), interval)); // an owner: at once
    try (Agent agent = Agent.start(lan.machine(1), "a", directory)) {
      OneAgent.become(agent, "Active");
      long begin = BootClock.nanos();
      agent.signal();
      agent.signal();
      assertThat(agent.exitCode(limit + EXIT_MILLISECONDS)).isZero();
      assertThat(Duration.ofNanos(BootClock.nanos() - begin))
          .isLessThan(Duration.ofMillis(limit + EXIT_MILLISECONDS));
      assertThat(agent.machine().holds(Manifest.ADDRESS)).isFalse();
    }
  }

  @Test
  void missingDirectoryIsNamed() {
    Command.Result result = Command.run(lan.machine(1).command(agent()));
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.output()).contains(directory.resolve("manifests").toString());
  }
}
