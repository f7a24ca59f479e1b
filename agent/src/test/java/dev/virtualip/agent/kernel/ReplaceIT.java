package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.kernel.Wire.Advert;
import dev.virtualip.agent.linux.netlink.NetlinkEvent;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of the agent takes the place of another one on the same machine. */
class ReplaceIT {

  private static final int INTERVAL_MILLISECONDS = Integer.getInteger("replace.interval", 250);
  private static final Duration LONGEST_GAP = Duration.ofMillis(INTERVAL_MILLISECONDS + 20);

  /** The long form in hack/soak has 50. */
  private static final int REPLACEMENTS = Integer.getInteger("replace.times", 5);

  private static final Duration SLACK = Duration.ofMillis(150);

  /** For priority 150: 1.05 · (3 · A + skew + 30 ms). */
  private static final Duration TAKE_OVER =
      Duration.ofMillis((long) (1.05 * ((3 + 106 / 256.0) * INTERVAL_MILLISECONDS + 30)));

  @TempDir Path directory;

  private final Lan lan = new Lan();
  private final List<Agent> agents = new ArrayList<>();
  private Machine machine;
  private Machine bystander;
  private Agent active;
  private Agent peer;

  @BeforeEach
  void elect() {
    machine = lan.machine(1);
    bystander = lan.machine(254);
    Manifest.write(home("a"), timed(Manifest.of("a", 200)));
    Manifest.write(home("b"), timed(Manifest.of("b", 150)));
    active = start("a");
    soon().until(() -> active.state().equals("Active") && machine.holds(Manifest.ADDRESS));
    peer = keep(Agent.start(lan.machine(2), "b", home("b")));
    soon().until(() -> peer.isBehindAnActive());
  }

  @AfterEach
  void clean() {
    agents.forEach(Agent::close);
    lan.close();
  }

  private static String timed(String manifest) {
    return manifest.replace(
        "spec:\n",
        "spec:\n  advertisementIntervalMilliseconds: %d\n".formatted(INTERVAL_MILLISECONDS));
  }

  private Agent start(String node, String... more) {
    return keep(Agent.start(machine, node, home(node), more));
  }

  private Agent successor() {
    return start("a", "--replace");
  }

  private Agent keep(Agent agent) {
    agents.add(agent);
    return agent;
  }

  private Path home(String node) {
    return directory.resolve(node);
  }

  private static ConditionFactory soon() {
    return await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(20));
  }

  private static boolean removes(NetlinkEvent event) {
    return event instanceof NetlinkEvent.AddressRemoved(var removed)
        && removed.address().equals(InetAddress.ofLiteral(Manifest.ADDRESS));
  }

  private void assertOneUnbrokenTenure(List<Advert> adverts) {
    assertThat(adverts).hasSizeGreaterThan(2);
    assertThat(adverts)
        .as(this::story)
        .allMatch(advert -> advert.source().equals(InetAddress.ofLiteral(machine.address())));
    for (int index = 1; index < adverts.size(); index++) {
      assertThat(adverts.get(index).since(adverts.get(index - 1)))
          .as("gap before advert %d of %d", index, adverts.size())
          .isLessThanOrEqualTo(LONGEST_GAP);
    }
  }

  private String story() {
    return agents.stream().map(Agent::log).distinct().collect(Collectors.joining("\n"));
  }

  private void assertNothingMoved() {
    assertThat(peer.state()).isEqualTo("Backup");
    assertThat(peer.log()).as("heard of nothing").doesNotContain("to=\"Active\"");
    assertThat(active.log()).as("one tenure").containsOnlyOnce("to=\"Active\"");
    assertThat(machine.holds(Manifest.ADDRESS)).isTrue();
  }

  @Test
  void activeIsReplacedAgainAndAgainAndNobodyNotices() throws Exception {
    String since = active.router().path("since").asText();
    try (Wire wire = Wire.tap(bystander);
        Events kernel = Events.start(machine);
        Dialogue dialogue = Dialogue.start(machine, bystander, Manifest.ADDRESS)) {
      for (int round = 1; round <= REPLACEMENTS; round++) {
        Agent successor = successor();
        assertThat(active.exitCode(20_000)).as("round %d", round).isZero();
        active = successor;
        soon().until(() -> active.state().equals("Active"));
        soon().until(() -> Files.exists(home("a").resolve("ready")));
        wire.next(advert -> false, Duration.ofMillis(2L * INTERVAL_MILLISECONDS));
      }
      List<Advert> adverts = wire.heard();
      assertOneUnbrokenTenure(adverts);
      assertThat(adverts).as("none of priority 0").allMatch(advert -> advert.priority() == 200);
      assertThat(kernel.next(ReplaceIT::removes, Duration.ZERO)).isEmpty();
      dialogue.assertUnbroken();
    }
    assertNothingMoved();
    assertThat(active.router().path("since").asText()).as("one tenure").isEqualTo(since);
  }

  @Test
  void changedConfigurationComesAfterTheTakeOver() throws Exception {
    String second = "192.0.2.101";
    Path changed = home("changed");
    Manifest.write(changed, timed(Manifest.of("a", 220, List.of(Manifest.ADDRESS, second))));
    Files.createSymbolicLink(changed.resolve("state"), home("a").resolve("state"));
    try (Wire wire = Wire.tap(bystander);
        Events kernel = Events.start(machine)) {
      Agent successor = keep(Agent.start(machine, "a", changed, "--replace"));
      assertThat(active.exitCode(20_000)).isZero();
      soon().until(() -> successor.router().path("effectivePriority").asInt() == 220);
      soon().until(() -> machine.holds(second));
      wire.next(advert -> advert.addresses() == 2, Duration.ofSeconds(5));
      assertOneUnbrokenTenure(wire.heard());
      assertThat(wire.heard().getLast().priority()).isEqualTo(220);
      assertThat(kernel.next(ReplaceIT::removes, Duration.ZERO)).isEmpty();
      assertThat(successor.log()).doesNotContain("transition");
    }
    assertNothingMoved();
  }

  @Test
  void backupIsReplacedToo() throws Exception {
    Agent successor = keep(Agent.start(peer.machine(), "b", home("b"), "--replace"));
    assertThat(peer.exitCode(20_000)).isZero();
    soon().until(() -> successor.state().equals("Backup"));
    assertThat(successor.router().path("activeRouter").asText()).isEqualTo(machine.address());
    assertThat(successor.log()).as("one transition").containsOnlyOnce("to=\"Backup\"");
    active.kill();
    within(TAKE_OVER.plus(SLACK)).until(() -> successor.machine().holds(Manifest.ADDRESS));
  }

  private static ConditionFactory within(Duration time) {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10)).atMost(time);
  }

  @Test
  void successorThatDiesOrHangsLeavesThePredecessorInCharge() throws Exception {
    Path state = home("a").resolve("state");
    try (Wire wire = Wire.tap(bystander)) {
      try (Visitor dies = Visitor.at(machine, state, 1)) {
        assertThat(dies.hear()).isEqualTo("preview");
      }
      wire.next(advert -> false, Duration.ofSeconds(1));
      assertOneUnbrokenTenure(wire.heard());
      try (Visitor hangs = Visitor.at(machine, state, 1)) {
        assertThat(hangs.hear()).isEqualTo("preview");
        hangs.say("ready");
        assertThat(hangs.hear()).isEqualTo("state");
        assertThat(hangs.hear()).isEqualTo("late");
      }
      wire.next(advert -> false, Duration.ofSeconds(1));
    }
    assertNothingMoved();
    Agent successor = successor();
    assertThat(active.exitCode(20_000)).as("the next one succeeds").isZero();
    active = successor;
    soon().until(() -> active.state().equals("Active"));
    assertNothingMoved();
  }

  @Test
  void successorWithABadManifestLeavesThePredecessorInCharge() throws Exception {
    Path bad = home("bad");
    Manifest.write(bad, Manifest.of("a", 300));
    // Without a last good configuration there is nothing that it could run.
    Files.createDirectories(bad.resolve("state"));
    Files.createSymbolicLink(
        bad.resolve("state/replace.sock"), home("a").resolve("state/replace.sock"));
    Agent successor = keep(Agent.start(machine, "a", bad, "--replace"));
    assertThat(successor.exitCode(20_000)).isEqualTo(2);
    assertThat(bad.resolve("ready")).doesNotExist();
    assertThat(active.state()).isEqualTo("Active");
    assertNothingMoved();
  }

  @Test
  void successorWhosePortSomebodyElseHasGoesOnWithoutIt() throws Exception {
    int port = 9777;
    try (ServerSocket other =
            Inside.call(
                machine, () -> new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        Wire wire = Wire.tap(bystander)) {
      assertThat(other.isBound()).isTrue();
      Agent successor = start("a", "--replace", "--metrics-listen", "127.0.0.1:" + port);
      assertThat(active.exitCode(20_000)).isZero();
      soon().until(() -> successor.log().contains("--metrics-listen: can't listen on"));
      soon().until(() -> successor.state().equals("Active"));
      wire.next(advert -> false, Duration.ofSeconds(1));
      assertOneUnbrokenTenure(wire.heard());
    }
    assertNothingMoved();
  }

  @Test
  void agentOfAClusterWaitsForItsEndOnceItIsReplaced() throws Exception {
    Path home = home("cluster");
    Path state = Files.createDirectories(home.resolve("state"));
    try (Stream<Path> files = Files.list(home("a").resolve("state"))) {
      Path lastGood =
          files.filter(file -> file.toString().endsWith(".yaml")).findFirst().orElseThrow();
      Files.writeString(
          state.resolve(lastGood.getFileName()),
          Files.readString(lastGood).replaceFirst("(?m)^virtualRouters:", "clusterUID: lab\n$0"));
    }
    assertThat(active.terminate(2000)).isZero();
    Agent first = keep(Agent.startOfCluster(machine, "a", home));
    soon().until(() -> first.state().equals("Active"));
    soon().until(() -> !peer.machine().holds(Manifest.ADDRESS));
    try (Wire wire = Wire.tap(bystander);
        Events kernel = Events.start(machine)) {
      Agent second = keep(Agent.startOfCluster(machine, "a", home, "--replace"));
      soon().until(() -> first.log().contains("another process has taken over"));
      soon().until(() -> second.state().equals("Active"));
      wire.next(advert -> false, Duration.ofMillis(4L * INTERVAL_MILLISECONDS));
      assertThat(first.runs()).as("its end is the kubelet's business").isTrue();
      assertThat(first.terminate(500)).as("at once").isZero();
      wire.next(advert -> false, Duration.ofMillis(2L * INTERVAL_MILLISECONDS));
      assertOneUnbrokenTenure(wire.heard());
      assertThat(kernel.next(ReplaceIT::removes, Duration.ZERO)).isEmpty();
      assertThat(second.state()).isEqualTo("Active");
    }
  }

  @Test
  void sigtermWaitsForTheSuccessorThatIsLoadingUntilASecondOne() throws Exception {
    try (Visitor loading = Visitor.at(machine, home("a").resolve("state"), 1)) {
      assertThat(loading.hear()).isEqualTo("preview");
      active.signal();
      await().pollDelay(Duration.ofMillis(2500)).until(active::runs);
      assertThat(active.state()).isEqualTo("Active");
      assertThat(active.terminate(2000)).isZero();
    }
    assertThat(peer.log()).contains("reason=\"ACTIVE_LEFT\"");
  }

  @Test
  void sigtermDuringAReplacementStillMovesNothing() throws Exception {
    try (Wire wire = Wire.tap(bystander)) {
      Agent successor = successor();
      soon().until(() -> active.log().contains("a successor is getting ready"));
      active.signal();
      assertThat(active.exitCode(22_000)).isZero();
      soon().until(() -> successor.state().equals("Active"));
      wire.next(advert -> false, Duration.ofSeconds(1));
      assertOneUnbrokenTenure(wire.heard());
    }
    assertNothingMoved();
  }

  @Test
  void predecessorThatIsKilledInTheMiddleIsAnOrdinaryFailure() throws Exception {
    try (Wire wire = Wire.tap(bystander)) {
      Agent successor = successor();
      soon().until(() -> active.log().contains("a successor is getting ready"));
      active.kill();
      soon().until(() -> successor.state().equals("Active"));
      soon().until(() -> machine.holds(Manifest.ADDRESS));
      soon().until(() -> !peer.machine().holds(Manifest.ADDRESS));
      List<Advert> adverts = wire.heard();
      for (int index = 1; index < adverts.size(); index++) {
        assertThat(adverts.get(index).since(adverts.get(index - 1)))
            .isLessThanOrEqualTo(TAKE_OVER.plus(SLACK));
      }
    }
  }

  @Test
  void predecessorMakesWayForAnotherVersion() throws Exception {
    try (Visitor newer = Visitor.at(machine, home("a").resolve("state"), 99)) {
      assertThat(newer.hear()).isEqualTo("other");
      newer.say("afresh");
      assertThat(newer.hear()).isEqualTo("go");
    }
    assertThat(active.exitCode(2000)).isZero();
    soon().until(() -> peer.machine().holds(Manifest.ADDRESS));
    assertThat(peer.log()).contains("reason=\"ACTIVE_LEFT\"");
  }
}
