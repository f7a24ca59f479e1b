package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.kernel.Wire.Advert;
import dev.virtualip.agent.linux.netlink.NetlinkEvent;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An Active is replaced in a group with keepalived and FRR, which notice nothing. */
class ReplaceInteropIT {

  private static final int INTERVAL_MILLISECONDS = Integer.getInteger("replace.interval", 250);
  private static final Duration LONGEST_GAP = Duration.ofMillis(INTERVAL_MILLISECONDS + 20);

  /** The long form in hack/soak has 50. */
  private static final int REPLACEMENTS = Integer.getInteger("replace.times", 2);

  @TempDir Path directory;

  private final Lan lan = new Lan();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void clean() throws Exception {
    for (AutoCloseable resource : open.reversed()) {
      resource.close();
    }
    lan.close();
  }

  private <T extends AutoCloseable> T opened(T resource) {
    open.add(resource);
    return resource;
  }

  private static ConditionFactory soon() {
    return await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(30));
  }

  private static boolean holds(Machine machine, Group group) {
    return machine.holds(group.address());
  }

  @ParameterizedTest
  @CsvSource({"4", "6"})
  void keepalivedAndFrrNoticeNothing(int family) throws Exception {
    Group group =
        (family == 4 ? Group.VERSION_3 : Group.VERSION_3_IPV6).every(INTERVAL_MILLISECONDS);
    Machine machine = lan.machine(1);
    Manifest.write(directory, group.manifest("a", 200));
    // First, because it lets its interface answer for the addresses until it has begun.
    Machine third = lan.machine(3);
    Frr frr = opened(Frr.on(third, group, 50));
    frr.start();
    soon().until(frr::holds);
    Agent active = opened(Agent.start(machine, "a", directory));
    soon().until(() -> holds(machine, group) && !frr.holds());
    Path keepalivedHome = directory.resolve("keepalived");
    Keepalived keepalived = opened(Keepalived.on(lan.machine(2), group, 100, keepalivedHome));
    keepalived.start();
    Machine bystander = lan.machine(254);
    try (Wire wire = Wire.tap(bystander);
        Events kernel = Events.start(machine);
        Dialogue dialogue = Dialogue.start(machine, bystander, group.address())) {
      // Both know by then who is Active: each has had the time to take over, if it were to.
      wire.next(advert -> false, group.downInterval(1));
      wire.forget();
      for (int round = 1; round <= REPLACEMENTS; round++) {
        Agent successor = opened(Agent.start(machine, "a", directory, "--replace"));
        assertThat(active.exitCode(60_000)).as("round %d", round).isZero();
        active = successor;
        soon().until(() -> successor.state().equals("Active"));
        soon().until(() -> Files.exists(directory.resolve("ready")));
        wire.next(advert -> false, Duration.ofMillis(2L * INTERVAL_MILLISECONDS));
        assertThat(keepalived.holds()).as("keepalived in round %d", round).isFalse();
        assertThat(frr.holds()).as("FRR in round %d", round).isFalse();
      }
      assertUnbroken(wire.heard(), machine, group);
      assertThat(kernel.next(event -> removes(event, group), Duration.ZERO)).isEmpty();
      dialogue.assertUnbroken();
    }
    assertThat(keepalivedHome.resolve("keepalived.log")).content().doesNotContain("MASTER STATE");
  }

  private static void assertUnbroken(List<Advert> adverts, Machine machine, Group group) {
    InetAddress own =
        InetAddress.ofLiteral(group.isIpv6() ? machine.linkLocal() : machine.address());
    assertThat(adverts).hasSizeGreaterThan(2 * REPLACEMENTS);
    assertThat(adverts)
        .allMatch(advert -> advert.source().equals(own))
        .allMatch(advert -> advert.priority() == 200);
    for (int index = 1; index < adverts.size(); index++) {
      assertThat(adverts.get(index).since(adverts.get(index - 1)))
          .as("gap before advert %d of %d", index, adverts.size())
          .isLessThanOrEqualTo(LONGEST_GAP);
    }
  }

  private static boolean removes(NetlinkEvent event, Group group) {
    return event instanceof NetlinkEvent.AddressRemoved(var removed)
        && group.addresses().stream()
            .map(InetAddress::ofLiteral)
            .anyMatch(removed.address()::equals);
  }
}
