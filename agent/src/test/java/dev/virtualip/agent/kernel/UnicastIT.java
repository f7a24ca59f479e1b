package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.virtualip.agent.conformance.Packets;
import dev.virtualip.agent.kernel.Capture.Frame;
import dev.virtualip.agent.kernel.Lan.Machine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adverts by unicast, and on both paths, between machines on a real link. */
class UnicastIT {

  private static final int VRRP = 112;
  private static final String IPV6_VIRTUAL = "2001:db8::100";

  @TempDir Path directory;

  private final Lan lan = new Lan();
  private final Machine first = lan.machine(1);
  private final Machine second = lan.machine(2);
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void clean() throws Exception {
    for (AutoCloseable resource : open.reversed()) {
      resource.close();
    }
    lan.close();
  }

  /** The first line of {@code peers} is for a manifest's indentation. */
  private static String manifest(String node, int priority, String virtual, String peers) {
    return Manifest.of(node, priority, List.of(virtual))
        .replace("  nodes:", "  peers: " + peers + "\n  nodes:");
  }

  private static String peers(String mode, String... external) {
    return "{mode: %s, external: [%s]}"
        .formatted(mode, external.length == 0 ? "" : '"' + String.join("\", \"", external) + '"');
  }

  private Agent start(Machine machine, int priority, String virtual, String peers) {
    String node = "n" + machine.host();
    Path home = directory.resolve(node);
    Manifest.write(home, manifest(node, priority, virtual, peers));
    Agent agent = Agent.start(machine, node, home);
    open.add(agent);
    return agent;
  }

  private static ConditionFactory soon() {
    return await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(10));
  }

  private static long counter(Agent agent, String leaf) {
    return agent.router().path("counters").path(leaf).asLong();
  }

  /** The reason of the condition of that type; empty if there is none. */
  private static String condition(Agent agent, String type) {
    for (JsonNode condition : agent.router().path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("reason").asText();
      }
    }
    return "";
  }

  private static void nft(Machine machine, String... rules) {
    for (String rule : rules) {
      Command.require(machine.command(List.of("nft", rule)).toArray(String[]::new));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"IPv4", "IPv6"})
  void twoAgentsInUnicastFailOverWithoutAMulticastPacket(String family) throws Exception {
    boolean ipv4 = family.equals("IPv4");
    String virtual = ipv4 ? Manifest.ADDRESS : IPV6_VIRTUAL;
    Capture capture = Capture.start(lan.machine(3));
    open.add(capture);
    Agent active =
        start(first, 200, virtual, peers("Unicast", ipv4 ? second.address() : second.linkLocal()));
    soon().until(() -> active.state().equals("Active") && first.holds(virtual));
    Agent backup =
        start(second, 100, virtual, peers("Unicast", ipv4 ? first.address() : first.linkLocal()));
    soon().until(() -> counter(backup, "unicast-rcvd") > 3);
    assertThat(backup.state()).isEqualTo("Backup");
    assertThat(active.state()).isEqualTo("Active");
    assertThat(counter(active, "advertisement-rcvd")).as("heard by the Active").isZero();

    active.kill();

    soon().until(() -> backup.state().equals("Active") && second.holds(virtual));
    soon().until(() -> !first.holds(virtual));
    Optional<Frame> advert =
        capture.next(
            frame -> ipv4 ? frame.isIpv4(VRRP) : frame.isIpv6(VRRP), Duration.ofMillis(100));
    assertThat(advert).as("an advert that a third machine hears").isEmpty();
  }

  @Test
  void losingOnePathMovesNothingAndIsReportedUntilItIsBack() {
    Agent active = start(first, 200, Manifest.ADDRESS, peers("Both", second.address()));
    soon().until(() -> active.state().equals("Active"));
    Agent backup = start(second, 100, Manifest.ADDRESS, peers("Both", first.address()));
    soon().until(() -> counter(backup, "unicast-duplicates-rcvd") > 2);
    assertThat(condition(backup, "PeerOnOnePath")).isEmpty();

    nft(
        second,
        "add table ip block",
        "add chain ip block input { type filter hook input priority 0; }",
        "add rule ip block input ip protocol 112 ip daddr 224.0.0.18 drop");
    soon().until(() -> condition(backup, "PeerOnOnePath").equals("MulticastMissing"));
    assertThat(backup.router().path("conditions").toString()).contains(first.address());
    nft(second, "flush chain ip block input");
    soon().until(() -> condition(backup, "PeerOnOnePath").isEmpty());

    nft(second, "add rule ip block input ip protocol 112 ip daddr " + second.address() + " drop");
    soon().until(() -> condition(backup, "PeerOnOnePath").equals("UnicastMissing"));
    nft(second, "flush chain ip block input");
    soon().until(() -> condition(backup, "PeerOnOnePath").isEmpty());

    assertThat(counter(active, "master-transitions")).isEqualTo(1);
    assertThat(counter(backup, "master-transitions")).isZero();
    assertThat(active.state()).isEqualTo("Active");
  }

  @Test
  void keepalivedWithUnicastPeersElectsWithOursInBothDirections() throws Exception {
    Keepalived keepalived =
        Keepalived.on(
            second,
            Group.VERSION_3
                .keepalived(150)
                .replace(
                    "  virtual_ipaddress",
                    """
                    unicast_src_ip %s
                    unicast_peer {
                      %s
                    }
                    virtual_ipaddress\
                    """
                        .formatted(second.address(), first.address())),
            Manifest.ADDRESS,
            directory.resolve("keepalived"));
    open.add(keepalived);
    keepalived.start();
    soon().until(keepalived::holds);
    Agent lower = start(first, 100, Manifest.ADDRESS, peers("Unicast", second.address()));
    soon().until(() -> counter(lower, "unicast-rcvd") > 3);
    assertThat(lower.state()).as("under a higher keepalived").isEqualTo("Backup");
    assertThat(counter(lower, "checksum-pseudo-header-rcvd")).isPositive();

    keepalived.stop();
    soon().until(() -> lower.state().equals("Active") && first.holds(Manifest.ADDRESS));
    keepalived.start();
    soon().until(() -> lower.state().equals("Backup") && !first.holds(Manifest.ADDRESS));

    Manifest.write(
        directory.resolve("n1"),
        manifest("n1", 200, Manifest.ADDRESS, peers("Unicast", second.address())));
    soon().until(() -> lower.state().equals("Active") && first.holds(Manifest.ADDRESS));
    soon().until(() -> !keepalived.holds());
    lower.terminate(5000);
    soon().until(keepalived::holds);
    assertThat(first.holds(Manifest.ADDRESS)).isFalse();
  }

  @Test
  void packetOfAStrangerIsIgnoredAndCountedAndPeersChangeWithoutLeavingActive() throws Exception {
    Injector injector = Injector.on(second, "eth0");
    open.add(injector);
    Agent agent = start(first, 100, Manifest.ADDRESS, peers("Unicast"));
    soon().until(() -> agent.state().equals("Active"));
    assertThat(condition(agent, "NoPeers")).isEqualTo("NoPeers");
    String since = agent.router().path("since").asText();
    Path home = directory.resolve("n1");

    Manifest.write(home, manifest("n1", 100, Manifest.ADDRESS, peers("Unicast", "192.0.2.77")));
    soon().until(() -> condition(agent, "NoPeers").isEmpty());
    // Priority 200, from 192.0.2.2.
    injector.send(Packets.frame("syn-v3-ipv4-unicast-dst"));
    soon().until(() -> counter(agent, "unicast-peer-errors") == 1);
    injector.send(Packets.frame("syn-v3-ipv4-rfc5798-cksum"));
    soon()
        .until(
            () ->
                agent.status().path("counters").path("eth0").path("destination-errors").asLong()
                    == 1);
    assertThat(counter(agent, "advertisement-rcvd")).isZero();

    Capture capture = Capture.start(second);
    open.add(capture);
    Manifest.write(home, manifest("n1", 100, Manifest.ADDRESS, peers("Both", second.address())));
    Duration limit = Duration.ofSeconds(5);
    assertThat(capture.next(frame -> isAdvert(frame, "c0000202"), limit)).isPresent();
    assertThat(capture.next(frame -> isAdvert(frame, "e0000012"), limit)).isPresent();
    Manifest.write(home, Manifest.of("n1", 100));
    soon().until(() -> !agent.router().path("conditions").has(0));

    assertThat(agent.router().path("since").asText()).isEqualTo(since);
    assertThat(counter(agent, "master-transitions")).isEqualTo(1);
    assertThat(first.holds(Manifest.ADDRESS)).isTrue();
  }

  /**
   * Whether it is an advert with TTL 255 from 192.0.2.1.
   *
   * @param destination IPv4 address in hexadecimal
   */
  private static boolean isAdvert(Frame frame, String destination) {
    return frame.isIpv4(VRRP)
        && frame.hex().startsWith("ff", 2 * 22)
        && frame.hex().startsWith("c0000201" + destination, 2 * 26);
  }
}
