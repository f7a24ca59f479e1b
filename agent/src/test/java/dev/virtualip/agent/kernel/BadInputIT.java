package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.linux.netlink.NetlinkEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a running agent makes of what goes wrong around it: it says so, and moves nothing. */
class BadInputIT {

  /** Where Debian has it, with the directory of the architecture between. */
  private static final String FAKETIME = "faketime/libfaketimeMT.so.1";

  @TempDir Path directory;

  private final Lan lan = new Lan();
  private Machine machine;
  private Path manifests;

  @BeforeEach
  void plug() {
    machine = lan.machine(1);
    manifests = directory.resolve("manifests");
    Manifest.write(directory, Manifest.of("a", 200));
  }

  @AfterEach
  void clean() {
    lan.close();
  }

  private static ConditionFactory soon() {
    return Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(10));
  }

  private void awaitActive(Agent agent) {
    soon().until(() -> agent.state().equals("Active") && machine.holds(Manifest.ADDRESS));
  }

  private static boolean removes(NetlinkEvent event) {
    return event instanceof NetlinkEvent.AddressRemoved;
  }

  private static String refused(Agent agent) {
    return agent.status().path("refused").toString();
  }

  @Test
  void directoryThatGoesAndComesBackMovesNothing() throws Exception {
    try (Agent agent = Agent.start(machine, "a", directory)) {
      awaitActive(agent);
      Path aside = directory.resolve("aside");
      try (Events kernel = Events.start(machine)) {
        Files.move(manifests, aside);
        soon().until(() -> refused(agent).contains(manifests + ": can't be read"));
        Files.createFile(manifests);
        soon().until(() -> refused(agent).contains("NotDirectoryException"));
        Files.delete(manifests);
        Files.move(aside, manifests);
        soon().until(() -> refused(agent).equals("[]"));
        assertThat(kernel.next(BadInputIT::removes, Duration.ZERO)).isEmpty();
      }
      assertThat(agent.log()).containsOnlyOnce("to=\"Active\"");
    }
  }

  @Test
  void whatCanNotBeRunIsInTheStatusAndCanNotForgeALine() throws Exception {
    try (Agent agent = Agent.start(machine, "a", directory)) {
      awaitActive(agent);
      Files.writeString(manifests.resolve("broken.yaml"), "a: [");
      Files.writeString(
          manifests.resolve("service.yaml"), "apiVersion: virtualip.dev/v1alpha1\nkind: Service\n");
      Files.writeString(
          manifests.resolve("forged.yaml"),
          Manifest.of("a", 200)
              .replace(
                  "name: ingress", "name: \"x\\ntime=2026 level=ERROR event=\\\"forged\\\"\""));
      soon().until(() -> refused(agent).contains("forged.yaml"));
      assertThat(refused(agent)).contains("broken.yaml", "is not YAML", "service.yaml", "Service");
      Files.delete(manifests.resolve("broken.yaml"));
      soon().until(() -> agent.log().contains("refused configuration is gone"));
      assertThat(agent.log()).doesNotContain("gone or good");
      assertThat(agent.log().lines()).allMatch(line -> line.matches("time=\\S+Z level=\\S+ .*"));
      assertThat(agent.log().lines()).noneMatch(line -> line.startsWith("time=2026 "));
      assertThat(refused(agent)).doesNotContain("broken.yaml");
    }
  }

  @Test
  void missingInterfaceIsNamedAndRunsOnceItIsThere() throws Exception {
    Manifest.write(
        directory, Manifest.of("a", 200).replace("spec:\n", "spec:\n  interface: lan0\n"));
    try (Agent agent = Agent.start(machine, "a", directory)) {
      soon().until(() -> refused(agent).contains("lan0"));
      assertThat(refused(agent)).contains("ingress");
      assertThat(machine.holds(Manifest.ADDRESS)).isFalse();
      machine.ip("link", "set", "eth0", "down");
      machine.ip("link", "set", "eth0", "name", "lan0");
      machine.ip("link", "set", "lan0", "up");
      soon().until(() -> agent.state().equals("Active"));
      soon().until(() -> refused(agent).equals("[]"));
      assertThat(machine.ip("address", "show", "dev", "lan0")).contains(Manifest.ADDRESS + "/32");
    }
  }

  /** No change of the machine's own clock: the library puts another one before this process. */
  @ParameterizedTest
  @CsvSource({"+1h", "-1h"})
  void e16ClockThatIsSetMovesNothing(String jump) throws Exception {
    Path offset = Files.writeString(directory.resolve("offset"), "+0");
    List<String> faked =
        List.of(
            "env",
            "LD_PRELOAD=" + faketime(),
            "FAKETIME_TIMESTAMP_FILE=" + offset,
            "FAKETIME_NO_CACHE=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
            // Its cure for an old glibc makes every timed wait of the JVM end at once.
            "FAKETIME_FORCE_MONOTONIC_FIX=0");
    Path otherHome = directory.resolve("other");
    Manifest.write(otherHome, Manifest.of("b", 100));
    try (Agent agent = Agent.startBy(faked, machine, "a", directory)) {
      awaitActive(agent);
      Machine other = lan.machine(2);
      try (Agent backup = Agent.startBy(faked, other, "b", otherHome);
          Wire wire = Wire.tap(other);
          Events kernel = Events.start(machine)) {
        soon().until(() -> backup.isBehindAnActive());
        wire.forget();
        set(offset, jump);
        // As many intervals as make a Backup believe that its Active is gone, twice.
        wire.next(advert -> false, Duration.ofSeconds(2));
        assertThat(wire.heard().size()).as("adverts in 2 s").isBetween(6, 12);
        assertThat(wire.heard()).allMatch(advert -> advert.priority() == 200);
        for (int index = 1; index < wire.heard().size(); index++) {
          assertThat(wire.heard().get(index).since(wire.heard().get(index - 1)))
              .isLessThan(Duration.ofMillis(400));
        }
        assertThat(kernel.next(BadInputIT::removes, Duration.ZERO)).isEmpty();
        assertThat(machine.holds(Manifest.ADDRESS)).isTrue();
        assertThat(backup.state()).isEqualTo("Backup");
        // What is told is told by the clock as it is now.
        assertThat(agent.terminate(2000)).isZero();
        soon().until(() -> backup.state().equals("Active"));
        Duration offBy =
            Duration.between(Instant.now(), Instant.parse(backup.router().path("since").asText()));
        assertThat(offBy.abs()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
        assertThat(offBy.isNegative()).isEqualTo(jump.startsWith("-"));
      }
    }
  }

  private static Path faketime() throws IOException {
    try (Stream<Path> libraries = Files.list(Path.of("/usr/lib"))) {
      return libraries
          .map(directory -> directory.resolve(FAKETIME))
          .filter(Files::exists)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("install the package libfaketime"));
    }
  }

  private static void set(Path offset, String jump) throws IOException {
    Path beside = offset.resolveSibling("offset.new");
    Files.writeString(beside, jump);
    Files.move(beside, offset, StandardCopyOption.ATOMIC_MOVE);
  }
}
