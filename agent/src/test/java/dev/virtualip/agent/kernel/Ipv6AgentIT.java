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

/** Two agents on one link with a VirtualIP of both families, at the default interval of 250 ms. */
class Ipv6AgentIT {

  private static final String IPV4 = "IPv4";
  private static final String IPV6 = "IPv6";
  private static final String ADDRESS = "2001:db8::100";
  private static final List<String> ADDRESSES = List.of(Manifest.ADDRESS, ADDRESS);

  /** Reading the kernel's answer through a child process takes a few milliseconds each time. */
  private static final Duration SLACK = Duration.ofMillis(150);

  /** 1.05 · (3 · A + skew + 30 ms) for priority 150 (the design's Bounds). */
  private static final Duration TAKE_OVER = Duration.ofMillis(928);

  /** Lifetime 3 s, and what the kernel may add to it. */
  private static final Duration EXPIRY = Duration.ofMillis(4250);

  @TempDir Path directory;

  private final Lan lan = new Lan();
  private final List<Agent> agents = new ArrayList<>();
  private Agent active;
  private Agent backup;

  @BeforeEach
  void elect() {
    active = start(lan.machine(1), "a", 200);
    backup = start(lan.machine(2), "b", 150);
    soon().until(() -> isActive(active, IPV4) && isActive(active, IPV6));
    soon().until(() -> backup.isBehindAnActive(IPV4) && backup.isBehindAnActive(IPV6));
    soon().until(() -> holds(active) && !holds(backup));
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

  private static boolean isActive(Agent agent, String family) {
    return agent.state(family).equals("Active");
  }

  private static boolean holds(Agent agent) {
    return agent.machine().holds(ADDRESS);
  }

  private static String obstacle(Agent agent) {
    return agent.router(IPV6).path("lastError").asText();
  }

  private static ConditionFactory soon() {
    return within(Duration.ofSeconds(10));
  }

  /** A router stands in reserve while a fault of its node lasts, and 5 s more. */
  private static ConditionFactory afterAFault() {
    return within(Duration.ofSeconds(20));
  }

  private static ConditionFactory within(Duration time) {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10)).atMost(time);
  }

  @Test
  void eachFamilyHasItsRouterAndAdvertisesFromItsOwnAddress() {
    assertThat(active.status().path("virtualRouters").size()).isEqualTo(2);
    assertThat(active.router().path("family").asText()).isEqualTo(IPV4);
    assertThat(active.router(IPV6).path("virtualRouterID").asInt())
        .isEqualTo(Manifest.VIRTUAL_ROUTER_ID);
    assertThat(active.router(IPV6).path("addresses").path(0).asText()).isEqualTo(ADDRESS);
    assertThat(active.router(IPV6).path("addressesBound").asBoolean()).isTrue();
    assertThat(backup.router(IPV4).path("activeRouter").asText())
        .isEqualTo(active.machine().address());
    assertThat(backup.router(IPV6).path("activeRouter").asText())
        .isEqualTo(active.machine().linkLocal());
  }

  @Test
  void anotherMachineIsToldWhereTheAddressGoes() throws Exception {
    Machine client = lan.machine(3);
    try (Capture capture = Capture.start(client)) {
      assertThat(active.terminate(2000)).isZero();
      // Its advert, and then where the address is now (RFC 9568 section 6.4.2).
      assertThat(capture.next(f -> f.isIpv6(112) && isFrom(f, 2), Duration.ofSeconds(2)))
          .isPresent();
      assertThat(capture.next(f -> f.isIcmpv6(136) && isFrom(f, 2), Duration.ofSeconds(2)))
          .isPresent();
    }
  }

  private static boolean isFrom(Capture.Frame frame, int host) {
    return frame.hex().startsWith("02000000%04x".formatted(host), 2 * 6);
  }

  @Test
  void backupTakesOverAndTheKernelReleasesWhenTheActiveIsKilled() {
    active.kill();
    within(TAKE_OVER.plus(SLACK)).until(() -> holds(backup));
    within(EXPIRY.plus(SLACK)).until(() -> !holds(active));
    soon().until(() -> isActive(backup, IPV6) && isActive(backup, IPV4));
  }

  @Test
  void sigtermHandsBothFamiliesOver() throws InterruptedException {
    assertThat(active.terminate(2000)).isZero();
    assertThat(holds(active)).as("released before the exit").isFalse();
    assertThat(holds(backup)).as("taken over before the release").isTrue();
    assertThat(backup.machine().holds(Manifest.ADDRESS)).isTrue();
    assertThat(backup.log().split("reason=\"ACTIVE_LEFT\"", -1)).hasSize(3);
  }

  @Test
  void adminDownMovesTheAddressAndUpBringsItBack() {
    active.machine().ip("link", "set", "eth0", "down");
    within(TAKE_OVER.plus(SLACK)).until(() -> holds(backup));
    soon().until(() -> active.state(IPV6).equals("Initialize"));
    assertThat(obstacle(active)).contains("eth0").contains("down");
    active.machine().ip("link", "set", "eth0", "up");
    // It is up before it has a link-local address again.
    afterAFault().until(() -> holds(active) && !holds(backup));
    assertThat(backup.router(IPV6).path("activeRouter").asText())
        .isEqualTo(active.machine().linkLocal());
  }

  @Test
  void worksAgainOnAnInterfaceThatWasMadeAnew() {
    lan.remove(active.machine());
    within(TAKE_OVER.plus(SLACK)).until(() -> holds(backup));
    soon().until(() -> active.state(IPV6).equals("Initialize"));
    assertThat(obstacle(active)).contains("eth0 does not exist");
    lan.insert(active.machine());
    soon().until(() -> holds(active) && !holds(backup));
    soon().until(() -> active.machine().holds(Manifest.ADDRESS) && isActive(active, IPV4));
  }

  @Test
  void withoutALinkLocalAddressTheIpv6RouterStandsAside() {
    Machine machine = active.machine();
    machine.ip("address", "delete", machine.linkLocal() + "/64", "dev", "eth0");
    within(TAKE_OVER.plus(SLACK)).until(() -> holds(backup) && !holds(active));
    soon().until(() -> active.state(IPV6).equals("Initialize"));
    assertThat(obstacle(active)).contains("no IPv6 link-local address").contains("disable_ipv6");
    soon().until(() -> backup.machine().holds(Manifest.ADDRESS));
    machine.ip("address", "add", machine.linkLocal() + "/64", "dev", "eth0", "nodad");
    afterAFault().until(() -> holds(active) && !holds(backup));
  }

  @Test
  void anotherLinkLocalAddressIsUsedWithoutALeave() {
    Machine machine = active.machine();
    machine.ip("address", "add", "fe80::aaaa/64", "dev", "eth0", "nodad");
    machine.ip("address", "delete", machine.linkLocal() + "/64", "dev", "eth0");
    soon().until(() -> backup.router(IPV6).path("activeRouter").asText().equals("fe80::aaaa"));
    assertThat(active.log()).doesNotContain("INTERFACE_DOWN");
    assertThat(isActive(active, IPV6)).isTrue();
  }

  @Test
  void waitsUntilItsLinkLocalAddressIsKnownToBeUnique() {
    Machine machine = active.machine();
    machine.sysctl("net/ipv6/conf/eth0/accept_dad", "1");
    machine.sysctl("net/ipv6/conf/eth0/dad_transmits", "3");
    machine.ip("link", "set", "eth0", "down");
    machine.ip("link", "set", "eth0", "up");
    soon().until(() -> obstacle(active), text -> text.contains("duplicate address detection"));
    assertThat(active.state(IPV6)).isEqualTo("Initialize");
    afterAFault().until(() -> holds(active) && !holds(backup));
  }

  @Test
  void saysThatAnotherMachineHasItsLinkLocalAddress() {
    Machine machine = active.machine();
    Machine thief = lan.machine(3);
    thief.ip("address", "add", machine.linkLocal() + "/64", "dev", "eth0", "nodad");
    machine.sysctl("net/ipv6/conf/eth0/accept_dad", "1");
    machine.ip("link", "set", "eth0", "down");
    machine.ip("link", "set", "eth0", "up");
    soon().until(() -> obstacle(active), text -> text.contains("another machine on the link has"));
    assertThat(obstacle(active)).contains(machine.linkLocal());
    soon().until(() -> active.state(IPV4).equals("Backup"));
    assertThat(active.state(IPV6)).isEqualTo("Initialize");
    // The families stay together.
    soon().until(() -> holds(backup) && backup.machine().holds(Manifest.ADDRESS));
  }

  @Test
  void saysWhoElseClaimsAnAddressAndAnnouncesItAgain() throws Exception {
    Machine thief = lan.machine(3);
    thief.ip("address", "add", Manifest.ADDRESS + "/32", "dev", "eth0");
    thief.ip("route", "add", "192.0.2.99", "dev", "eth0", "src", Manifest.ADDRESS);
    try (Capture capture = Capture.start(thief)) {
      // Asks for a neighbour, as the holder of the address.
      Command.run(thief.command(List.of("bash", "-c", "echo > /dev/udp/192.0.2.99/9")));
      soon().until(() -> active.log().contains(thief.mac() + " says that it has"));
      assertThat(capture.next(f -> f.is(0x0806) && isFrom(f, 1), Duration.ofSeconds(2)))
          .isPresent();
    }
    assertThat(isActive(active, IPV4)).isTrue();
  }

  @Test
  void addressThatSomebodyRemovesComesBack() {
    active.machine().ip("address", "delete", ADDRESS + "/128", "dev", "eth0");
    within(SLACK.plusMillis(250)).until(() -> holds(active));
    assertThat(isActive(active, IPV6)).isTrue();
  }
}
