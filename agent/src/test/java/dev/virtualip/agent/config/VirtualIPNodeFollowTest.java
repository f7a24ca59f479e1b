package dev.virtualip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.virtualip.agent.FakeApiServer;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPNodeSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watch against an API server that comes, goes and falls silent. */
class VirtualIPNodeFollowTest {

  private static final VirtualRouterSpec INGRESS = RouterSpecs.router("ingress", 51, "10.0.0.240");
  private static final VirtualRouterSpec DNS = RouterSpecs.router("dns", 52, "10.0.0.53");

  @TempDir Path state;
  private final FakeControl control = new FakeControl();
  private final FakeApiServer server = new FakeApiServer();
  private KubernetesClient client;
  private VirtualIPNodeWatch watch;

  @BeforeEach
  void connect() {
    client = server.client();
    watch = new VirtualIPNodeWatch("a", new LastGood(state), control);
  }

  @AfterEach
  void disconnect() {
    watch.close();
    client.close();
    server.close();
  }

  @Test
  void runsTheLastGoodConfigurationWithoutAskingAnybody() {
    new LastGood(state)
        .save(new StoredConfiguration("c1", List.of(new ConfiguredRouter("a", INGRESS))));

    watch.start();

    assertThat(control.last()).containsExactly(INGRESS);
    assertThat(server.collectionQueries()).isEmpty();
  }

  @Test
  void asksForItsOwnObjectOnlyAndRunsEachChange() {
    server.store(object("u1", 1, INGRESS));
    follow();
    await().until(() -> runs(INGRESS));

    server.store(object("u1", 2, INGRESS, DNS));
    await().until(() -> runs(INGRESS, DNS));

    assertThat(server.collectionQueries())
        .isNotEmpty()
        .allMatch(query -> query.contains("fieldSelector=metadata.name=a"));
    assertThat(watch.state().generation()).isEqualTo(2);
  }

  @Test
  void waitsForAnApiServerThatIsNotThereYet() {
    server.failing(true);
    follow();
    server.store(object("u1", 1, INGRESS));
    server.failing(false);

    await().until(() -> runs(INGRESS));
  }

  @Test
  void anObjectThatIsDeletedTakesNothingAway() {
    server.store(object("u1", 1, INGRESS));
    follow();
    await().until(() -> runs(INGRESS));

    server.delete();
    server.store(object("u2", 1, INGRESS, DNS));
    await().until(() -> runs(INGRESS, DNS));

    assertThat(control.configured).hasSize(2);
  }

  @Test
  void aWatchThatEndsIsTakenUpAgain() {
    server.store(object("u1", 1, INGRESS));
    follow();
    await().until(() -> runs(INGRESS) && server.watched());

    server.endWatches();
    server.store(object("u1", 2, DNS));

    await().until(() -> runs(DNS));
  }

  @Test
  void aWatchThatFellSilentIsMadeUpForByReading() {
    server.store(object("u1", 1, INGRESS));
    follow();
    await().until(() -> runs(INGRESS) && server.watched());
    server.silenceWatches();
    server.store(object("u1", 2, DNS));

    watch.read(client.resources(VirtualIPNode.class).withName("a"));

    assertThat(control.last()).containsExactly(DNS);
  }

  @Test
  void aRestoredObjectIsTheTruthThoughItsGenerationWentBack() {
    server.store(object("u1", 7, INGRESS, DNS));
    follow();
    await().until(() -> runs(INGRESS, DNS));

    server.store(object("u1", 3, INGRESS));

    await().until(() -> runs(INGRESS));
    assertThat(watch.state().generation()).isEqualTo(3);
  }

  @Test
  void readingInVainChangesNothing() {
    server.store(object("u1", 1, INGRESS));
    follow();
    await().until(() -> runs(INGRESS));
    server.failing(true);

    watch.read(client.resources(VirtualIPNode.class).withName("a"));

    assertThat(control.configured).hasSize(1);
  }

  private void follow() {
    watch.start();
    watch.follow(client);
  }

  private boolean runs(VirtualRouterSpec... routers) {
    return watch.state().routers().equals(List.of(routers));
  }

  private static VirtualIPNode object(String uid, long generation, VirtualRouterSpec... routers) {
    VirtualIPNode object = new VirtualIPNode();
    object.setMetadata(
        new ObjectMetaBuilder().withName("a").withUid(uid).withGeneration(generation).build());
    object.setSpec(VirtualIPNodeSpec.of("c1", List.of(routers)));
    return object;
  }
}
