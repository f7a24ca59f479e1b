package dev.virtualip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.loop.ProtocolControl.Departure;
import dev.virtualip.api.v1alpha1.InterfacePeers;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPNodeSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VirtualIPNodeWatchTest {

  private static final VirtualRouterSpec INGRESS = RouterSpecs.router("ingress", 51, "10.0.0.240");

  private static final VirtualRouterSpec DNS = RouterSpecs.router("dns", 52, "10.0.0.53");

  @TempDir Path state;
  private final FakeControl control = new FakeControl();

  private VirtualIPNodeWatch watch() {
    return new VirtualIPNodeWatch("a", new LastGood(state), control);
  }

  private static VirtualIPNode object(
      String uid, long generation, String cluster, VirtualRouterSpec... routers) {
    VirtualIPNode object = new VirtualIPNode();
    object.setMetadata(
        new ObjectMetaBuilder().withName("a").withUid(uid).withGeneration(generation).build());
    object.setSpec(VirtualIPNodeSpec.of(cluster, List.of(routers)));
    return object;
  }

  @Test
  void runsWhatTheObjectSaysAndReleasesQuietlyWhatItDropsFromAllNodes() {
    VirtualIPNodeWatch watch = watch();
    watch.take(object("u1", 1, "c1", INGRESS));
    assertThat(control.last()).containsExactly(INGRESS);
    watch.take(object("u1", 2, "c1"));
    assertThat(control.last()).isEmpty();
    assertThat(control.configured.getLast().departure()).isEqualTo(Departure.QUIET);
    assertThat(watch.state().generation()).isEqualTo(2);
  }

  @Test
  void sameGenerationIsTakenOnceButAnObjectMadeAnewIsAnother() {
    VirtualIPNodeWatch watch = watch();
    watch.take(object("u1", 1, "c1", INGRESS));
    watch.take(object("u1", 1, "c1", INGRESS));
    assertThat(control.configured).hasSize(1);
    watch.take(object("u2", 1, "c1"));
    assertThat(control.last()).isEmpty();
  }

  @Test
  void sameGenerationWithAnotherSpecIsNewsAfterARestore() {
    VirtualIPNodeWatch watch = watch();
    watch.take(object("u1", 2, "c1", INGRESS));
    watch.take(object("u1", 2, "c1", DNS));
    assertThat(control.last()).containsExactly(DNS);
  }

  @Test
  void olderVersionThatAWatchBringsLateIsNotRun() {
    VirtualIPNodeWatch watch = watch();
    watch.take(object("u1", 2, "c1", INGRESS));
    watch.take(object("u1", 1, "c1", DNS));
    assertThat(control.last()).containsExactly(INGRESS);
  }

  @Test
  void reportRequestIsToBeRepeated() {
    VirtualIPNode asked = object("u1", 1, "c1", INGRESS);
    asked.setSpec(new VirtualIPNodeSpec("c1", false, "r-7", List.of(), List.of(INGRESS)));
    VirtualIPNodeWatch watch = watch();
    watch.take(asked);
    assertThat(watch.state().reportRequest()).isEqualTo("r-7");
  }

  @Test
  void routerThatCannotRunLeavesItsPredecessorRunning() {
    VirtualIPNodeWatch watch = watch();
    watch.take(object("u1", 1, "c1", INGRESS));
    watch.take(object("u1", 2, "c1", RouterSpecs.router("ingress", 51, "10.0.0.1", "10.0.0.1")));
    assertThat(control.last()).containsExactly(INGRESS);
    assertThat(watch.state().refusals())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.field()).isEqualTo("addresses"));
  }

  @Test
  void drainComesWithTheObjectAndOutlivesARestart() {
    VirtualIPNode drained = object("u1", 1, "c1", INGRESS);
    drained.setSpec(new VirtualIPNodeSpec("c1", true, null, List.of(), List.of(INGRESS)));
    watch().take(drained);
    assertThat(control.drained).isTrue();

    control.drained = false;
    VirtualIPNodeWatch restarted = watch();
    restarted.start();
    assertThat(control.drained).isTrue();
    assertThat(control.last()).containsExactly(INGRESS);

    restarted.take(object("u1", 2, "c1", INGRESS));
    assertThat(control.drained).isFalse();
    assertThat(new LastGood(state).loadForKubernetes().orElseThrow().drained()).isFalse();
  }

  @Test
  void otherAgentsArePeersOfTheirInterfaceAndFamilyAlsoAfterARestart() {
    VirtualRouterSpec unicast = RouterSpecs.unicast("ingress", 51, "10.0.0.240", "10.0.0.9");
    List<InterfacePeers> peers =
        List.of(
            new InterfacePeers("eth0", List.of("10.0.0.2", "fe80::2", "10.0.0.3", "10.0.0.03")),
            new InterfacePeers("eth1", List.of("10.0.1.2")));
    VirtualIPNode object = object("u1", 1, "c1");
    object.setSpec(new VirtualIPNodeSpec("c1", false, null, peers, List.of(unicast, DNS)));
    watch().take(object);
    VirtualRouterSpec told = unicast.withExternalPeers(List.of("10.0.0.2", "10.0.0.3", "10.0.0.9"));
    assertThat(control.last()).as("DNS advertises by multicast").containsExactly(told, DNS);

    VirtualIPNodeWatch restarted = watch();
    restarted.start();
    assertThat(control.configured).hasSize(2);
    assertThat(control.last()).containsExactly(told, DNS);

    object.getMetadata().setGeneration(2L);
    object.setSpec(VirtualIPNodeSpec.of("c1", List.of(unicast, DNS)));
    restarted.take(object);
    assertThat(control.last()).containsExactly(unicast, DNS);
  }

  @Test
  void configurationOfAnotherClusterIsSetAsideAndNotOverwritten() {
    watch().take(object("u1", 1, "c1", INGRESS));
    VirtualIPNodeWatch other = watch();
    other.take(object("u9", 1, "c1", INGRESS));
    other.take(object("u9", 2, "c2", RouterSpecs.router("dns", 52, "10.0.0.53")));
    assertThat(Files.exists(state.resolve("last-good.yaml.cluster"))).isTrue();
    assertThat(new LastGood(state).loadForKubernetes().orElseThrow().clusterUID()).isEqualTo("c2");
  }
}
