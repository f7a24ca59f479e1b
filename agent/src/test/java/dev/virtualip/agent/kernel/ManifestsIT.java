package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manifests that can't be run, as a user gives them to an agent. */
class ManifestsIT {

  /** A spec and what its refusal must say: the field, and what it may hold. */
  private static final Map<String, String[]> IMPOSSIBLE =
      Map.ofEntries(
          row(
              "vrid-0",
              "addresses: [192.0.2.101], virtualRouterID: 0",
              "virtualRouterID",
              "1..255"),
          row(
              "vrid-256",
              "addresses: [192.0.2.101], virtualRouterID: 256",
              "virtualRouterID",
              "1..255"),
          row(
              "interval-0",
              "addresses: [192.0.2.101], virtualRouterID: 1, advertisementIntervalMilliseconds: 0",
              "advertisementIntervalMilliseconds",
              "10..40950"),
          row(
              "interval-4096-cs",
              "addresses: [192.0.2.101], virtualRouterID: 1, advertisementIntervalMilliseconds:"
                  + " 40960",
              "advertisementIntervalMilliseconds",
              "40950"),
          row(
              "v2-ipv6",
              "addresses: ['2001:db8::1'], virtualRouterID: 1, version: 2",
              "spec.",
              "IPv4"),
          row(
              "v2-subsecond",
              "addresses: [192.0.2.101], virtualRouterID: 1, version: 2,"
                  + " advertisementIntervalMilliseconds: 250",
              "advertisementIntervalMilliseconds",
              "1000"),
          row("none", "addresses: [], virtualRouterID: 1", "addresses", "1..20"),
          row(
              "twenty-one",
              "addresses: [" + "192.0.2.101, ".repeat(21) + "], virtualRouterID: 1",
              "addresses",
              "1..20"),
          row(
              "nameless",
              "addresses: [192.0.2.101], virtualRouterID: 1, nodes: [{priority: 7}]",
              "nodes[0].name",
              ""));

  private static Map.Entry<String, String[]> row(
      String name, String spec, String field, String range) {
    return Map.entry(name, new String[] {spec, field, range});
  }

  @TempDir Path directory;

  private final Lan lan = new Lan();

  @AfterEach
  void clean() {
    lan.close();
  }

  private void writeImpossible() throws IOException {
    Path manifests = Files.createDirectories(directory.resolve("manifests"));
    for (Map.Entry<String, String[]> row : IMPOSSIBLE.entrySet()) {
      Files.writeString(
          manifests.resolve(row.getKey() + ".yaml"),
          """
          apiVersion: virtualip.dev/v1alpha1
          kind: VirtualIP
          metadata: {name: %s}
          spec: {%s}
          """
              .formatted(row.getKey(), row.getValue()[0]));
    }
  }

  @Test
  void impossibleConfigurationIsRefusedWithTheFieldAndWhatItMayHold() throws IOException {
    writeImpossible();
    Command.Result result =
        Command.run(
            lan.machine(1)
                .command(
                    Agent.command(
                        "--manifests",
                        directory.resolve("manifests").toString(),
                        "--node",
                        "a",
                        "--state-dir",
                        directory.resolve("state").toString())));
    assertThat(result.exitCode()).as(result.output()).isEqualTo(2);
    IMPOSSIBLE.forEach(
        (name, row) ->
            assertThat(result.output().lines())
                .as(name)
                .anyMatch(
                    line ->
                        line.contains(name + ".yaml")
                            && line.contains(row[1])
                            && line.contains(row[2])));
    assertThat(result.output()).doesNotContain("\tat ").doesNotContain("Exception");
  }

  @Test
  void holderGoesOnWhateverIsPutBesideItsManifest() throws Exception {
    Manifest.write(directory, Manifest.of("a", 200));
    try (Agent agent = Agent.start(lan.machine(1), "a", directory)) {
      await().atMost(Duration.ofSeconds(10)).until(() -> agent.machine().holds(Manifest.ADDRESS));
      Path manifests = directory.resolve("manifests");
      writeImpossible();
      byte[] noise = new byte[100_000];
      new Random(112).nextBytes(noise);
      Files.write(manifests.resolve("noise.yaml"), noise);
      Files.writeString(manifests.resolve("endless.yaml"), "{a: {b: {}}},".repeat(100_000));
      Files.writeString(
          manifests.resolve("deep.yaml"), "a: " + "[".repeat(50_000) + "]".repeat(50_000));
      Command.require("mkfifo", manifests.resolve("pipe.yaml").toString());

      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> agent.log().contains("pipe.yaml") && agent.log().contains("vrid-0.yaml"));
      assertThat(agent.log())
          .contains("noise.yaml", "endless.yaml", "deep.yaml")
          .doesNotContain("\tat ");
      assertThat(agent.state()).isEqualTo("Active");
      assertThat(agent.machine().holds(Manifest.ADDRESS)).isTrue();
      assertThat(agent.terminate(5000)).isZero();
    }
  }
}
