package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent says and returns when it can't run. */
class ExitCodeIT {

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
  void missingCapabilityIsNamed(String capability) {
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

  @Test
  void missingDirectoryIsNamed() {
    Command.Result result = Command.run(lan.machine(1).command(agent()));
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.output()).contains(directory.resolve("manifests").toString());
  }
}
