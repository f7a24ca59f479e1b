package dev.virtualip.agent.config;

import static dev.virtualip.agent.config.RouterSpecs.router;
import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.log.Logged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LastGoodTest {

  private static final StoredConfiguration FROM_CLUSTER =
      new StoredConfiguration(
          "0e4a", List.of(new ConfiguredRouter("node-a", router("ingress", 51, "10.0.0.1"))));

  private static final StoredConfiguration FROM_MANIFESTS =
      new StoredConfiguration(
          null,
          List.of(
              new ConfiguredRouter("a.yaml", router("ingress", 51, "10.0.0.1", "10.0.0.2")),
              new ConfiguredRouter("b.yaml", router("dns", 52, "10.0.0.3"))));

  @TempDir Path directory;

  @Test
  void aNewProcessReadsWhatTheFormerOneKept() throws IOException {
    new LastGood(directory).save(FROM_MANIFESTS);

    assertThat(new LastGood(directory).loadForManifests()).contains(FROM_MANIFESTS);
    assertThat(files()).containsExactly("last-good.yaml");
  }

  @Test
  void directoryOfAnotherProcessIsLeftAloneUntilItIsOurs() throws IOException {
    new LastGood(directory).save(FROM_MANIFESTS);
    String theirs = Files.readString(directory.resolve("last-good.yaml"));
    AtomicBoolean ours = new AtomicBoolean();
    LastGood successor = new LastGood(directory, ours::get);

    assertThat(successor.loadForKubernetes()).isEmpty();
    successor.save(FROM_CLUSTER);
    assertThat(files()).containsExactly("last-good.yaml");
    assertThat(directory.resolve("last-good.yaml")).hasContent(theirs);

    ours.set(true);
    successor.retry();
    assertThat(files()).containsExactly("last-good.yaml", "last-good.yaml.manifests");
    assertThat(new LastGood(directory).loadForKubernetes()).contains(FROM_CLUSTER);
  }

  @Test
  void whatCanNotBeKeptIsAProblemUntilItIsKept() throws IOException {
    LastGood lastGood = new LastGood(directory);
    lastGood.save(FROM_MANIFESTS);
    assertThat(lastGood.problem()).isEmpty();
    Path obstacle = Files.createDirectory(directory.resolve("last-good.yaml.new"));

    try (Logged logged = new Logged(LastGood.class)) {
      lastGood.save(FROM_CLUSTER);
      lastGood.retry();
      assertThat(logged.lines()).as("told once").hasSize(1);
    }
    assertThat(lastGood.problem())
        .hasValueSatisfying(
            problem ->
                assertThat(problem)
                    .contains("last-good.yaml was not kept", "a restart would run an older")
                    .contains("make room on the disk"));

    Files.delete(obstacle);
    lastGood.retry();
    assertThat(lastGood.problem()).isEmpty();
    assertThat(new LastGood(directory).loadForKubernetes()).contains(FROM_CLUSTER);
  }

  @Test
  void nothingWasKeptAtFirst() {
    assertThat(new LastGood(directory).loadForManifests()).isEmpty();
    assertThat(new LastGood(directory).loadForKubernetes()).isEmpty();
  }

  @Test
  void carriesTheClusterItCameFrom() {
    new LastGood(directory).save(FROM_CLUSTER);

    assertThat(new LastGood(directory).loadForKubernetes()).contains(FROM_CLUSTER);
  }

  @Test
  void anotherClustersConfigurationIsSetAside() throws IOException {
    LastGood lastGood = new LastGood(directory);
    lastGood.save(FROM_CLUSTER);
    String content = Files.readString(directory.resolve("last-good.yaml"));

    lastGood.setAsideFor("77aa");

    assertThat(files()).containsExactly("last-good.yaml.cluster");
    assertThat(directory.resolve("last-good.yaml.cluster")).hasContent(content);
  }

  @Test
  void aClustersConfigurationIsNotRunFromManifests() throws IOException {
    new LastGood(directory).save(FROM_CLUSTER);

    assertThat(new LastGood(directory).loadForManifests()).isEmpty();
    assertThat(files()).containsExactly("last-good.yaml.cluster");
  }

  @Test
  void manifestsAreNotRunFromACluster() throws IOException {
    new LastGood(directory).save(FROM_MANIFESTS);

    assertThat(new LastGood(directory).loadForKubernetes()).isEmpty();
    assertThat(files()).containsExactly("last-good.yaml.manifests");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "virtualRouters: [",
        "virtualRouters: 3",
        "virtualRouters: [null]",
        "virtualRouters: [{origin: a.yaml}]",
        "virtualRouters: [{origin: a.yaml, router: {virtualIP: {}}}]",
        "\0\0\0\0\0\0\0\0"
      })
  void aDamagedFileIsSetAside(String content) throws IOException {
    Files.writeString(directory.resolve("last-good.yaml"), content);

    assertThat(new LastGood(directory).loadForManifests()).isEmpty();
    assertThat(files()).containsExactly("last-good.yaml.unreadable");
    assertThat(directory.resolve("last-good.yaml.unreadable")).hasContent(content);
  }

  @Test
  void fieldsOfANewerAgentAreSkipped() throws IOException {
    new LastGood(directory).save(FROM_MANIFESTS);
    Path file = directory.resolve("last-good.yaml");
    Files.writeString(
        file,
        Files.readString(file).replace("    preempt:", "    later: {a: b}\n    preempt:")
            + "newer: true\n");

    assertThat(new LastGood(directory).loadForManifests()).contains(FROM_MANIFESTS);
  }

  @Test
  void aRouterThatIsOutOfRangeIsLeftOutAndTheOthersRun() throws IOException {
    new LastGood(directory).save(FROM_MANIFESTS);
    Path file = directory.resolve("last-good.yaml");
    Files.writeString(
        file, Files.readString(file).replace("virtualRouterID: 51", "virtualRouterID: 256"));

    assertThat(new LastGood(directory).loadForManifests().orElseThrow().virtualRouters())
        .containsExactly(FROM_MANIFESTS.virtualRouters().getLast());
  }

  @Test
  void aFailureToKeepLeavesThePreviousFile() throws IOException {
    LastGood lastGood = new LastGood(directory);
    lastGood.save(FROM_CLUSTER);
    Files.createDirectory(directory.resolve("last-good.yaml.new"));

    lastGood.save(new StoredConfiguration("0e4a", List.of()));
    assertThat(new LastGood(directory).loadForKubernetes()).contains(FROM_CLUSTER);

    Files.delete(directory.resolve("last-good.yaml.new"));
    lastGood.save(new StoredConfiguration("0e4a", List.of()));
    assertThat(new LastGood(directory).loadForKubernetes())
        .contains(new StoredConfiguration("0e4a", List.of()));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
