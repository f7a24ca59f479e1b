package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.virtualip.agent.kernel.Lan.Machine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The families of one VirtualIP, agent a with priority 200 and b with 150: a fault of one moves
 * both by the reserve band, and what is no fault of a node moves nothing.
 */
class FamiliesIT {

  private static final String IPV4 = "IPv4";
  private static final String IPV6 = "IPv6";
  private static final String VIRTUAL_IPV6 = "2001:db8::100";
  private static final List<String> ADDRESSES = List.of(Manifest.ADDRESS, VIRTUAL_IPV6);

  /** 1 + 200/16 and 1 + 150/16. */
  private static final int RESERVE_A = 13;

  private static final int RESERVE_B = 10;

  /** A fault counts for five seconds after its end, and a refused address is tried that late. */
  private static final Duration AFTER_A_FAULT = Duration.ofSeconds(25);

  @TempDir Path directory;

  private final Lan lan = new Lan();
  private final List<Agent> agents = new ArrayList<>();
  private Machine a;
  private Machine b;

  @BeforeEach
  void plug() {
    a = lan.machine(1);
    b = lan.machine(2);
  }

  @AfterEach
  void clean() {
    agents.forEach(Agent::close);
    lan.close();
  }

  private Agent start(Machine machine, String node, int priority) {
    Path home = directory.resolve(node);
    Manifest.write(home, Manifest.of(node, priority, ADDRESSES));
    Agent agent = Agent.start(machine, node, home);
    agents.add(agent);
    return agent;
  }

  private static ConditionFactory within(Duration time) {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(50)).atMost(time);
  }

  private static ConditionFactory soon() {
    return within(Duration.ofSeconds(15));
  }

  private static boolean isActive(Agent agent, String family) {
    return agent.state(family).equals("Active");
  }

  private static boolean holdsBoth(Agent agent) {
    return isActive(agent, IPV4)
        && isActive(agent, IPV6)
        && agent.machine().holds(Manifest.ADDRESS)
        && agent.machine().holds(VIRTUAL_IPV6);
  }

  private static int priority(Agent agent, String family) {
    return agent.router(family).path("effectivePriority").asInt();
  }

  @Test
  void lostSourceAddressOfOneFamilyMovesBothAndItsReturnBringsThemBack() {
    Agent first = start(a, "a", 200);
    soon().until(() -> holdsBoth(first));
    Agent second = start(b, "b", 150);
    soon().until(() -> second.isBehindAnActive(IPV4) && second.isBehindAnActive(IPV6));

    a.ip("address", "delete", a.address() + "/24", "dev", "eth0");
    soon().until(() -> holdsBoth(second));
    soon().until(() -> first.state(IPV6).equals("Backup") && !a.holds(VIRTUAL_IPV6));
    assertThat(priority(first, IPV6)).isEqualTo(RESERVE_A);

    a.ip("address", "add", a.address() + "/24", "dev", "eth0");
    within(AFTER_A_FAULT).until(() -> holdsBoth(first));
    soon().until(() -> !b.holds(Manifest.ADDRESS) && !b.holds(VIRTUAL_IPV6));
  }

  @Test
  void addressThatTheKernelRefusesMovesBothAndItsCureBringsThemBack() {
    Agent second = start(b, "b", 150);
    soon().until(() -> holdsBoth(second));
    a.ip("address", "add", Manifest.ADDRESS + "/32", "dev", "eth0");
    Agent first = start(a, "a", 200);
    // It takes over by priority, and finds out that it can't.
    soon().until(() -> priority(first, IPV6) == RESERVE_A);
    soon().until(() -> holdsBoth(second));
    assertThat(first.log()).contains("reason=\"ADDRESS_REFUSED\"");

    Condition.await(first, IPV4, "AddressAssigned", "Static").cure(a);
    within(AFTER_A_FAULT).until(() -> holdsBoth(first));
    soon().until(() -> !b.holds(Manifest.ADDRESS) && !b.holds(VIRTUAL_IPV6));
  }

  @Test
  void conflictOfOneFamilyPutsBothInReserveAndItsEndTakesThemOut() {
    Machine printer = lan.machine(3);
    printer.ip("address", "add", Manifest.ADDRESS + "/24", "dev", "eth0");
    Agent first = start(a, "a", 200);
    Agent second = start(b, "b", 150);
    Duration limit = Duration.ofSeconds(25);
    Condition.await(first, IPV4, "AddressConflict", "InUse", limit);
    Condition.await(second, IPV4, "AddressConflict", "InUse", limit);
    soon().until(() -> priority(first, IPV6) == RESERVE_A);
    soon().until(() -> priority(second, IPV6) == RESERVE_B);
    soon().until(() -> isActive(first, IPV6) && second.state(IPV6).equals("Backup"));
    assertThat(a.holds(Manifest.ADDRESS) || b.holds(Manifest.ADDRESS)).isFalse();

    printer.ip("address", "delete", Manifest.ADDRESS + "/24", "dev", "eth0");
    within(AFTER_A_FAULT).until(() -> holdsBoth(first));
    within(AFTER_A_FAULT).until(() -> priority(first, IPV6) == 200);
  }

  /** b hears no IPv6 adverts, so that it becomes Active in IPv6 alone and is offered to a. */
  @Test
  void oneFamilysMulticastBlockedDoesNotOscillate() {
    Agent first = start(a, "a", 200);
    soon().until(() -> holdsBoth(first));
    Agent second = start(b, "b", 150);
    soon().until(() -> second.state(IPV4).equals("Backup") && second.state(IPV6).equals("Backup"));
    int quiet = first.log().length();
    int before = second.log().length();
    nft("add table ip6 deaf");
    nft("add chain ip6 deaf input { type filter hook input priority 0; policy accept; }");
    nft("add rule ip6 deaf input meta l4proto 112 drop");
    soon().until(() -> isActive(second, IPV6));
    // Longer than being apart is endured.
    await()
        .pollInterval(Duration.ofMillis(100))
        .during(Duration.ofSeconds(13))
        .atMost(Duration.ofSeconds(15))
        .until(() -> holdsBoth(first) && second.state(IPV4).equals("Backup"));
    assertThat(first.log().substring(quiet)).as("a").doesNotContain("transition");
    assertThat(second.log().substring(before).split("to=\"Active\"", -1).length - 1)
        .as("how often b became Active")
        .isLessThanOrEqualTo(2);
  }

  private void nft(String command) {
    List<String> words = new ArrayList<>(List.of("nft"));
    words.add(command);
    Command.require(b.command(words).toArray(String[]::new));
  }
}
