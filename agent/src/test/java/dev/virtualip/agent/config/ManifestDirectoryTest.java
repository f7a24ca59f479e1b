package dev.virtualip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.virtualip.agent.log.Logged;
import dev.virtualip.agent.loop.ProtocolControl.Departure;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.plan.NetworkInterface;
import dev.virtualip.plan.Subnet;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks are taken by hand: two of them make a change. */
class ManifestDirectoryTest {

  private static final List<NetworkInterface> ETH0 =
      List.of(
          new NetworkInterface(
              "eth0", List.of(new Subnet(InetAddress.ofLiteral("10.0.0.11"), 24))));

  @TempDir Path temporary;
  private Path manifests;
  private Path state;
  private final FakeControl control = new FakeControl();
  private ManifestDirectory directory;

  @BeforeEach
  void create() throws IOException {
    manifests = Files.createDirectory(temporary.resolve("manifests"));
    state = Files.createDirectory(temporary.resolve("state"));
    control.interfaces = ETH0;
    directory = restarted();
  }

  @AfterEach
  void close() {
    directory.close();
  }

  @Test
  void runsEveryDocumentOfEveryManifestAtStart() throws Exception {
    write("b.yml", manifest("dns", 52, "10.0.0.53"));
    write(
        "a.yaml", manifest("ingress", 51, "10.0.0.240") + "---\n" + manifest("x", 50, "10.0.0.9"));
    write(".hidden.yaml", manifest("hidden", 53, "10.0.0.54"));
    write("notes.txt", "not a manifest");

    directory.start();

    assertThat(control.last())
        .extracting(router -> router.virtualIP().name())
        .containsExactly("ingress", "x", "dns");
    assertThat(control.last().getFirst())
        .satisfies(
            router -> {
              assertThat(router.interfaceName()).isEqualTo("eth0");
              assertThat(router.virtualRouterID()).isEqualTo(51);
              assertThat(router.addresses()).containsExactly("10.0.0.240");
            });
  }

  @Test
  void anEmptyDirectoryRunsNothingAndWaits() throws Exception {
    directory.start();
    assertThat(control.last()).isEmpty();

    write("a.yaml", manifest("ingress", 51, "10.0.0.240"));
    lookTwice();
    assertThat(names()).containsExactly("ingress");
  }

  @Test
  void aChangeIsRunOnlyOnceItHasSettled() throws Exception {
    write("a.yaml", manifest("ingress", 51, "10.0.0.240"));
    directory.start();

    write("a.yaml", "");
    directory.poll();
    write("a.yaml", manifest("ingress", 51, "10.0.0.241"));
    directory.poll();
    assertThat(control.configured).hasSize(1);

    directory.poll();
    assertThat(control.configured).hasSize(2);
    assertThat(control.last().getFirst().addresses()).containsExactly("10.0.0.241");
  }

  @Test
  void aFileThatDisappearsIsAPlannedLeave() throws Exception {
    write("a.yaml", manifest("ingress", 51, "10.0.0.240"));
    write("b.yaml", manifest("dns", 52, "10.0.0.53"));
    directory.start();

    Files.delete(manifests.resolve("a.yaml"));
    lookTwice();

    assertThat(names()).containsExactly("dns");
    assertThat(control.configured.getLast().departure()).isEqualTo(Departure.HAND_OVER);
  }

  @Test
  void aDirectoryThatDisappearsChangesNothingAndIsReported() throws Exception {
    write("a.yaml", manifest("ingress", 51, "10.0.0.240"));
    directory.start();

    Path away = Files.move(manifests, temporary.resolve("away"));
    lookTwice();
    assertThat(control.configured).hasSize(1);
    assertThat(directory.state().refusals())
        .singleElement()
        .extracting(Refusal::text)
        .asString()
        .contains("can't be read");
    assertThat(directory.state().routers()).hasSize(1);

    Files.move(away, manifests);
    lookTwice();
    assertThat(directory.state().refusals()).isEmpty();
    assertThat(control.configured).hasSize(1);
  }

  @Test
  void aSwitchedSymbolicLinkIsAChange() throws Exception {
    Path first = Files.createDirectory(temporary.resolve("..1"));
    Path second = Files.createDirectory(temporary.resolve("..2"));
    Files.writeString(first.resolve("a.yaml"), manifest("ingress", 51, "10.0.0.240"));
    Files.writeString(second.resolve("a.yaml"), manifest("ingress", 51, "10.0.0.241"));
    Path data = Files.createSymbolicLink(temporary.resolve("..data"), first);
    Files.createSymbolicLink(manifests.resolve("a.yaml"), data.resolve("a.yaml"));
    directory.start();

    Files.createSymbolicLink(temporary.resolve("..new"), second);
    Files.move(temporary.resolve("..new"), data, StandardCopyOption.ATOMIC_MOVE);
    lookTwice();

    assertThat(control.last().getFirst().addresses()).containsExactly("10.0.0.241");
  }

  @Test
  void aBadNewDocumentLeavesTheOldOneRunning() throws Exception {
    write("a.yaml", manifest("ingress", 51, "10.0.0.240"));
    write("b.yaml", manifest("dns", 52, "10.0.0.53"));
    directory.start();

    write("a.yaml", manifest("ingress", 51, "10.0.0.240") + "  prempt: true\n");
    write("b.yaml", manifest("dns", 52, "10.0.0.54"));
    lookTwice();

    assertThat(control.last())
        .extracting(VirtualRouterSpec::addresses)
        .containsExactlyInAnyOrder(List.of("10.0.0.240"), List.of("10.0.0.54"));
    assertThat(directory.state().refusals())
        .singleElement()
        .satisfies(
            refusal -> {
              assertThat(refusal.origin()).isEqualTo("a.yaml");
              assertThat(refusal.virtualIP()).isEqualTo("ingress");
              assertThat(refusal.field()).isEqualTo("spec.prempt");
            });
  }

  @Test
  void aFileThatIsNoYamlAnyMoreLeavesAllOfItsDocumentsRunning() throws Exception {
    write(
        "a.yaml",
        manifest("ingress", 51, "10.0.0.240") + "---\n" + manifest("dns", 52, "10.0.0.53"));
    directory.start();

    write("a.yaml", "oops: [");
    lookTwice();

    assertThat(control.configured).hasSize(1);
    assertThat(directory.state().routers()).hasSize(2);
    assertThat(directory.state().refusals()).hasSize(1);
  }

  @Test
  void aPipeIsRefusedAndNotWaitedFor() throws Exception {
    write("a.yaml", manifest("ingress", 51, "10.0.0.240"));
    Process mkfifo =
        new ProcessBuilder("mkfifo", manifests.resolve("b.yaml").toString()).inheritIO().start();
    assertThat(mkfifo.waitFor()).isZero();

    directory.start();

    assertThat(control.last()).hasSize(1);
    assertThat(directory.state().refusals())
        .singleElement()
        .satisfies(
            refusal -> assertThat(refusal.text()).contains("b.yaml").contains("no regular file"));
  }

  @Test
  void aDocumentThatMovedToAnotherFileIsNotKeptTwice() throws Exception {
    write("a.yaml", manifest("ingress", 51, "10.0.0.240"));
    directory.start();

    write("a.yaml", "oops: [");
    write("b.yaml", manifest("ingress", 51, "10.0.0.241"));
    lookTwice();

    assertThat(control.last())
        .singleElement()
        .extracting(VirtualRouterSpec::addresses)
        .isEqualTo(List.of("10.0.0.241"));
  }

  @Test
  void aRestartRunsTheLastGoodFormOfAnInvalidDocument() throws Exception {
    write("a.yaml", manifest("ingress", 51, "10.0.0.240"));
    write("b.yaml", manifest("dns", 52, "10.0.0.53"));
    directory.start();
    write("a.yaml", "oops: [");

    directory.close();
    directory = restarted();
    directory.start();

    assertThat(names()).containsExactlyInAnyOrder("ingress", "dns");
    assertThat(directory.state().refusals()).hasSize(1);
  }

  @Test
  void aRestartDoesNotRunWhatWasRemovedMeanwhile() throws Exception {
    write("a.yaml", manifest("ingress", 51, "10.0.0.240"));
    directory.start();
    Files.delete(manifests.resolve("a.yaml"));

    directory.close();
    directory = restarted();
    directory.start();

    assertThat(control.last()).isEmpty();
  }

  @Test
  void aRestartWithoutTheDirectoryRunsTheLastGoodConfiguration() throws Exception {
    write("a.yaml", manifest("ingress", 51, "10.0.0.240"));
    directory.start();
    Files.move(manifests, temporary.resolve("away"));

    directory.close();
    directory = restarted();
    directory.start();

    assertThat(names()).containsExactly("ingress");
    assertThat(directory.state().refusals()).hasSize(1);
  }

  @Test
  void startFailsIfOnlyInvalidDocumentsAreThere() throws Exception {
    write("a.yaml", manifest("ingress", 51, "10.0.0.240") + "  nodeSelector: {}\n");
    write("b.yaml", "oops: [");

    assertThatThrownBy(directory::start)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("a.yaml: VirtualIP ingress: spec.nodeSelector: ")
        .hasMessageContaining("b.yaml: is not YAML at line 1");
    assertThat(control.configured).isEmpty();
  }

  @Test
  void startFailsWithoutADirectoryAndWithoutALastGoodConfiguration() throws Exception {
    Files.delete(manifests);

    assertThatThrownBy(directory::start)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("make --manifests name a readable directory");
  }

  @Test
  void anInterfaceThatComesUpLaterIsPlannedThen() throws Exception {
    control.interfaces = List.of();
    write("a.yaml", manifest("ingress", 51, "10.0.0.240"));
    directory.start();
    assertThat(control.last()).isEmpty();
    assertThat(directory.state().refusals())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.awaitsNode()).isTrue());

    control.interfaces = ETH0;
    directory.poll();

    assertThat(names()).containsExactly("ingress");
    assertThat(directory.state().refusals()).isEmpty();
  }

  @Test
  void anInterfaceThatLosesItsSubnetKeepsItsRouter() throws Exception {
    write("a.yaml", manifest("ingress", 51, "10.0.0.240"));
    directory.start();

    control.interfaces = List.of();
    lookTwice();

    assertThat(control.configured).hasSize(1);
    assertThat(directory.state().routers()).hasSize(1);
    assertThat(directory.state().refusals()).hasSize(1);
  }

  @Test
  void theSecondVirtualIPWithOneVridIsRefusedByTheNameOfTheFirst() throws Exception {
    write("a.yaml", manifest("ingress", 51, "10.0.0.240"));
    write("b.yaml", manifest("dns", 51, "10.0.0.53"));

    directory.start();

    assertThat(names()).containsExactly("ingress");
    assertThat(directory.state().refusals())
        .singleElement()
        .extracting(Refusal::text)
        .asString()
        .isEqualTo(
            "b.yaml: VirtualIP dns: virtualRouterID: 51 is taken on eth0 by VirtualIP ingress"
                + " (a.yaml); give one of them another virtualRouterID");
  }

  @Test
  void theSecondDocumentOfOneNameIsRefusedByTheFileOfTheFirst() throws Exception {
    write("a.yaml", manifest("ingress", 51, "10.0.0.240"));
    write("b.yaml", manifest("ingress", 52, "10.0.0.53"));

    directory.start();

    assertThat(names()).containsExactly("ingress");
    assertThat(directory.state().refusals())
        .singleElement()
        .extracting(Refusal::text)
        .asString()
        .contains(
            "b.yaml: VirtualIP ingress: metadata.name: is taken by another document in a.yaml");
  }

  @Test
  void newcomerTakesNeitherVridNorNameNorAddressFromWhatRuns() throws Exception {
    write("m.yaml", manifest("ingress", 51, "10.0.0.240"));
    directory.start();

    write("a.yaml", manifest("dns", 51, "10.0.0.53"));
    write("b.yaml", manifest("ingress", 52, "10.0.0.54"));
    write("c.yaml", manifest("copy", 53, "10.0.0.240"));
    lookTwice();

    assertThat(control.last()).hasSize(1);
    assertThat(control.last().getFirst().addresses()).containsExactly("10.0.0.240");
    assertThat(names()).containsExactly("ingress");
    assertThat(directory.state().refusals()).hasSize(3);
  }

  @Test
  void refusalsAreNotForgottenWhileTheDirectoryCanNotBeRead() throws Exception {
    write("a.yaml", manifest("ingress", 51, "10.0.0.240"));
    write("b.yaml", "a: [");
    directory.start();
    Path aside = temporary.resolve("aside");
    try (Logged logged = new Logged(RefusalLog.class)) {
      Files.move(manifests, aside);
      lookTwice();
      assertThat(directory.state().refusals())
          .extracting(Refusal::origin)
          .containsExactly("b.yaml", manifests.toString());
      Files.move(aside, manifests);
      lookTwice();
      assertThat(directory.state().refusals())
          .extracting(Refusal::origin)
          .containsExactly("b.yaml");
      assertThat(logged.lines())
          .satisfiesExactly(
              line -> assertThat(line).contains("configuration refused", manifests.toString()),
              line -> assertThat(line).contains("is good now", manifests.toString()));
    }
    assertThat(names()).containsExactly("ingress");
  }

  private void lookTwice() {
    directory.poll();
    directory.poll();
  }

  private List<String> names() {
    return control.last().stream().map(router -> router.virtualIP().name()).toList();
  }

  private ManifestDirectory restarted() {
    return new ManifestDirectory(
        manifests, "node-a", new LastGood(state), control, FakePlanner::plan);
  }

  /** As an editor writes: beside, then renamed into place. */
  private void write(String name, String content) throws IOException {
    Path beside = temporary.resolve("beside");
    Files.writeString(beside, content);
    Files.move(beside, manifests.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private static String manifest(String name, int virtualRouterID, String address) {
    return """
    apiVersion: virtualip.dev/v1alpha1
    kind: VirtualIP
    metadata: {name: %s}
    spec:
      addresses: [%s]
      virtualRouterID: %d
    """
        .formatted(name, address, virtualRouterID);
  }
}
