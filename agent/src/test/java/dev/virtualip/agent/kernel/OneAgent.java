package dev.virtualip.agent.kernel;

import static org.awaitility.Awaitility.await;

import dev.virtualip.agent.conformance.Packets;
import dev.virtualip.agent.kernel.Capture.Frame;
import dev.virtualip.agent.kernel.Lan.Machine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * One agent on 192.0.2.1, and P, 192.0.2.2, which is us: we hear every frame that it hears, and can
 * send any.
 */
abstract class OneAgent {

  static final int VRRP = 112;
  static final int ARP = 0x0806;

  /** For everything that is measured on the wire. */
  static final Duration TOLERANCE = Duration.ofMillis(50);

  /** An advert of P, priority 200 and interval 1 s. */
  static final byte[] GOOD = Packets.frame("syn-v3-ipv4-rfc5798-cksum");

  @TempDir Path directory;

  private final Lan lan = new Lan();
  private final List<AutoCloseable> open = new ArrayList<>();
  private Machine machine;
  private Machine peer;
  private Injector injector;
  private Capture capture;

  @BeforeEach
  void plug() throws Exception {
    machine = lan.machine(1);
    peer = lan.machine(2);
    injector = opened(Injector.on(peer, "eth0"));
    capture = opened(Capture.start(peer));
  }

  @AfterEach
  void clean() throws Exception {
    for (AutoCloseable resource : open.reversed()) {
      resource.close();
    }
    lan.close();
  }

  Lan lan() {
    return lan;
  }

  /** Where the agent runs. */
  Machine machine() {
    return machine;
  }

  Machine peer() {
    return peer;
  }

  Injector injector() {
    return injector;
  }

  Capture capture() {
    return capture;
  }

  /** Closes {@code resource} after the test. */
  <T extends AutoCloseable> T opened(T resource) {
    open.add(resource);
    return resource;
  }

  /** Starts the agent. */
  Agent start(int priority, int intervalMilliseconds) {
    return start(Manifest.of("dut", priority), intervalMilliseconds);
  }

  Agent start(String manifest, int intervalMilliseconds) {
    Path home = directory.resolve("dut");
    Manifest.write(home, withInterval(manifest, intervalMilliseconds));
    return opened(Agent.start(machine, "dut", home));
  }

  static String withInterval(String manifest, int intervalMilliseconds) {
    return manifest.replace(
        "  nodes:", "  advertisementIntervalMilliseconds: " + intervalMilliseconds + "\n  nodes:");
  }

  Frame advert(Duration limit) throws InterruptedException {
    return frame(frame -> frame.isIpv4(VRRP), limit, "advert");
  }

  Frame frame(Predicate<Frame> wanted, Duration limit, String what) throws InterruptedException {
    return capture
        .next(wanted, limit)
        .orElseThrow(() -> new AssertionError("no " + what + " within " + limit));
  }

  static void become(Agent agent, String state) {
    soon().until(() -> agent.state().equals(state));
  }

  static ConditionFactory soon() {
    return await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(10));
  }

  /** Whether it is a gratuitous ARP for an address, in whatever form. */
  static boolean isGratuitousArp(Frame frame, String address) {
    String octets = hex(address);
    return frame.is(ARP)
        && frame.hex().substring(56, 64).equals(octets)
        && frame.hex().substring(76, 84).equals(octets);
  }

  /** An IPv4 address in hexadecimal. */
  static String hex(String address) {
    StringBuilder hex = new StringBuilder();
    for (String octet : List.of(address.split("\\.", -1))) {
      hex.append("%02x".formatted(Integer.parseInt(octet)));
    }
    return hex.toString();
  }

  /** The hardware address of a machine's eth0, in hexadecimal. */
  static String macOf(Machine machine) {
    return machine.mac().replace(":", "");
  }
}
