package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.virtualip.agent.kernel.Capture.Frame;
import dev.virtualip.agent.kernel.Lan.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many virtual routers as there are numbers for them, in one agent. */
class ManyRoutersIT {

  private static final int ROUTERS = 255;
  private static final int INTERVAL_MILLISECONDS = 1000;
  private static final int VRRP = 112;

  /** In a frame: Ethernet 14, IPv4 20, version and type 1. */
  private static final int VIRTUAL_ROUTER_ID = 35;

  @TempDir Path directory;

  private final Lan lan = new Lan();

  @AfterEach
  void clean() {
    lan.close();
  }

  /** One file: what a reader may be given at most has room for all of them. */
  private Path home(String node, int priority) throws Exception {
    Path home = directory.resolve(node);
    StringBuilder text = new StringBuilder();
    for (int number = 1; number <= ROUTERS; number++) {
      text.append(
          """
          ---
          apiVersion: virtualip.dev/v1alpha1
          kind: VirtualIP
          metadata: {name: vip-%1$d}
          spec:
            addresses: ["198.18.0.%1$d"]
            interface: eth0
            virtualRouterID: %1$d
            advertisementIntervalMilliseconds: %2$d
            nodes: [{name: %3$s, priority: %4$d}]
          """
              .formatted(number, INTERVAL_MILLISECONDS, node, priority));
    }
    Files.writeString(Files.createDirectories(home.resolve("manifests")).resolve("all.yaml"), text);
    return home;
  }

  private static ConditionFactory within(Duration time) {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(50)).atMost(time);
  }

  private static long count(Agent agent, String state, boolean bound) {
    return routers(agent)
        .filter(router -> router.path("state").asText().equals(state))
        .filter(router -> router.path("addressesBound").asBoolean() == bound)
        .count();
  }

  private static Stream<JsonNode> routers(Agent agent) {
    JsonNode routers = agent.status().path("virtualRouters");
    return IntStream.range(0, routers.size()).mapToObj(routers::get);
  }

  private static long held(Machine machine) {
    return machine
        .ip("-oneline", "address", "show", "dev", "eth0")
        .lines()
        .filter(line -> line.contains(" 198.18.0."))
        .count();
  }

  private static Machine inTheirSubnet(Machine machine) {
    machine.ip("address", "add", "198.18.1." + machine.host() + "/16", "dev", "eth0");
    return machine;
  }

  private static Optional<Frame> nextAdvert(Capture capture, long end) throws Exception {
    return capture.next(frame -> frame.isIpv4(VRRP), Duration.ofNanos(end - System.nanoTime()));
  }

  /** Nobody misses an interval by more than a tenth of it. */
  private static void assertKeepTheirIntervals(Machine bystander) throws Exception {
    Map<Integer, Long> last = new HashMap<>();
    Map<Integer, Long> longest = new HashMap<>();
    try (Capture capture = Capture.start(bystander)) {
      long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
      for (Optional<Frame> advert = nextAdvert(capture, end);
          advert.isPresent();
          advert = nextAdvert(capture, end)) {
        Frame frame = advert.get();
        int number = Byte.toUnsignedInt(frame.octets()[VIRTUAL_ROUTER_ID]);
        Long before = last.put(number, frame.nanos());
        if (before != null) {
          longest.merge(number, frame.nanos() - before, Math::max);
        }
      }
    }
    assertThat(longest).hasSize(ROUTERS);
    assertThat(longest.values())
        .allMatch(gap -> gap <= Duration.ofMillis(INTERVAL_MILLISECONDS * 11 / 10).toNanos());
  }

  @Test
  void e18AllAreActiveAreAnsweredForAndMoveTogether() throws Exception {
    Machine one = inTheirSubnet(lan.machine(1));
    Machine two = inTheirSubnet(lan.machine(2));
    Machine bystander = lan.machine(3);
    try (Agent first = Agent.start(one, "a", home("a", 200))) {
      within(Duration.ofSeconds(60)).until(() -> count(first, "Active", true) == ROUTERS);
      assertThat(held(one)).isEqualTo(ROUTERS);
      assertKeepTheirIntervals(bystander);
      try (Agent second = Agent.start(two, "b", home("b", 100))) {
        within(Duration.ofSeconds(60)).until(() -> count(second, "Backup", false) == ROUTERS);
        assertThat(held(two)).isZero();

        assertThat(first.terminate(2000)).as("within the contract").isZero();
        assertThat(held(one)).as("what it leaves behind").isZero();
        within(Duration.ofSeconds(5)).until(() -> count(second, "Active", true) == ROUTERS);
        assertThat(held(two)).isEqualTo(ROUTERS);
        assertThat(
                second
                    .log()
                    .lines()
                    .filter(line -> line.contains("to=\"Active\""))
                    .filter(line -> line.contains("ACTIVE_LEFT")))
            .as("told by priority 0, not by silence")
            .hasSize(ROUTERS);
        assertThat(second.terminate(2000)).as("with nobody to take over").isZero();
        assertThat(held(two)).isZero();
      }
    }
  }
}
