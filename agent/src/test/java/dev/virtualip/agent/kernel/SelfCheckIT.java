package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.conformance.Packets;
import dev.virtualip.agent.kernel.Capture.Frame;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is wrong with a machine is reported with the cure, the cure cures, and the report ends. The
 * commands are taken from the messages.
 */
class SelfCheckIT extends OneAgent {

  private static final String IPV4 = "IPv4";
  private static final String IPV6 = "IPv6";
  private static final String VIRTUAL_IPV6 = "2001:db8::100";

  private Agent startActive() {
    Agent agent = start(100, 250);
    become(agent, "Active");
    soon().until(() -> machine().holds(Manifest.ADDRESS));
    return agent;
  }

  private Agent startIpv6() {
    return start(Manifest.of("dut", 100, List.of(VIRTUAL_IPV6)), 250);
  }

  private static void assertHealthy(Agent agent, String family) {
    soon().until(() -> agent.state(family).equals("Active"));
    assertThat(agent.router(family).path("conditions")).as("conditions").isEmpty();
  }

  @Test
  void interfaceThatIsMissingAndSwitchedOffAndUnplugged() throws Exception {
    Agent agent = startActive();
    assertHealthy(agent, IPV4);

    machine().ip("link", "set", "dev", "eth0", "down");
    Condition off = Condition.await(agent, IPV4, "InterfaceDown", "SwitchedOff");
    assertThat(off.message()).contains("eth0");
    off.cure(machine());
    Condition.awaitEnd(agent, IPV4, "InterfaceDown");

    lan().unplug(machine());
    Condition.await(agent, IPV4, "InterfaceDown", "NoCarrier");
    lan().plug(machine());
    Condition.awaitEnd(agent, IPV4, "InterfaceDown");

    lan().remove(machine());
    assertThat(Condition.await(agent, IPV4, "InterfaceMissing", "NotFound").message())
        .contains("eth0", "spec.interface");
    lan().insert(machine());
    Condition.awaitEnd(agent, IPV4, "InterfaceMissing");
    assertHealthy(agent, IPV4);
  }

  @Test
  void noAddressToAdvertiseFromAndNoSubnet() {
    Agent agent = startActive();
    machine().ip("address", "flush", "dev", "eth0", "scope", "global");
    Condition source = Condition.await(agent, IPV4, "NoSourceAddress", "NoIPv4Address");
    Condition subnet = Condition.await(agent, IPV4, "NoConnectedSubnet", "NoSubnet");

    String elsewhere = subnet.cure().replace("ADDRESS/LENGTH", "198.51.100.1/24");
    Condition.run(machine(), elsewhere);
    Condition.awaitEnd(agent, IPV4, "NoSourceAddress");
    assertThat(Condition.await(agent, IPV4, "NoConnectedSubnet", "NoSubnet").message())
        .contains("198.51.100.1/24");

    Condition.run(machine(), source.cure().replace("ADDRESS/LENGTH", "192.0.2.1/24"));
    Condition.awaitEnd(agent, IPV4, "NoConnectedSubnet");
    assertHealthy(agent, IPV4);
  }

  @Test
  void ipv6SwitchedOffOrWithoutALinkLocalAddress() {
    Agent agent = startIpv6();
    soon().until(() -> agent.state(IPV6).equals("Active"));

    machine().sysctl("net/ipv6/conf/eth0/disable_ipv6", "1");
    Condition.await(agent, IPV6, "NoSourceAddress", "NoLinkLocalAddress").cure(machine());
    Condition.awaitEnd(agent, IPV6, "NoSourceAddress");

    machine().sysctl("net/ipv6/conf/eth0/addr_gen_mode", "1");
    machine().ip("address", "flush", "dev", "eth0", "scope", "link");
    Condition.await(agent, IPV6, "NoSourceAddress", "NoLinkLocalAddress").cure(machine());
    Condition.awaitEnd(agent, IPV6, "NoSourceAddress");
    soon().until(() -> agent.state(IPV6).equals("Active"));
  }

  @Test
  void arpThatTheKernelDoesNotAnswer() throws Exception {
    Agent agent = startActive();
    machine().sysctl("net/ipv4/conf/all/arp_ignore", "8");
    Condition ignored = Condition.await(agent, IPV4, "ArpIgnored", "ArpIgnore");
    assertThat(asksInVain()).as("nobody answers for the address").isTrue();
    ignored.cure(machine());
    assertThat(asksInVain()).isFalse();
    Condition.awaitEnd(agent, IPV4, "ArpIgnored");

    // In the sender's subnet by another address of the interface: the kernel does answer.
    machine().sysctl("net/ipv4/conf/eth0/arp_ignore", "2");
    assertThat(asksInVain()).isFalse();
    assertHealthy(agent, IPV4);
  }

  @Test
  void reversePathFilterThatDropsWhatComesFromAfar() throws Exception {
    Agent agent = startActive();
    addInterface("away0");
    machine().ip("address", "add", "203.0.113.1/24", "dev", "away0");
    machine().ip("route", "add", "default", "dev", "away0");
    machine().sysctl("net/ipv4/conf/all/rp_filter", "1");
    machine().sysctl("net/ipv4/conf/eth0/rp_filter", "1");
    Condition dropped = Condition.await(agent, IPV4, "ReversePathFilter", "DefaultRoute");
    assertThat(dropped.message()).contains("away0", Manifest.ADDRESS);
    peer().ip("address", "add", "198.51.100.7/32", "dev", "lo");
    try (DatagramSocket service =
        Inside.call(
            machine(), () -> new DatagramSocket(new InetSocketAddress(Manifest.ADDRESS, 7)))) {
      service.setSoTimeout(500);
      assertThat(hears(service)).as("the packet from afar").isFalse();
      dropped.cure(machine());
      assertThat(hears(service)).isTrue();
    }
    Condition.awaitEnd(agent, IPV4, "ReversePathFilter");
  }

  /** One that leads nowhere. */
  private void addInterface(String name) {
    machine().ip("link", "add", name, "type", "veth", "peer", "name", "e-" + name);
    machine().ip("link", "set", "e-" + name, "up");
    machine().ip("link", "set", name, "up");
  }

  /** Whether a packet from P's address in another network comes through. */
  private boolean hears(DatagramSocket service) throws Exception {
    Inside.call(
        peer(),
        () -> {
          try (DatagramSocket from = new DatagramSocket(new InetSocketAddress("198.51.100.7", 0))) {
            from.send(
                new DatagramPacket(new byte[] {1}, 1, new InetSocketAddress(Manifest.ADDRESS, 7)));
          }
          return true;
        });
    try {
      service.receive(new DatagramPacket(new byte[1], 1));
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  @Test
  void addressOnAnotherInterfaceAndOnKubeIpvs0() throws Exception {
    Agent agent = start(100, 250);
    injector().send(GOOD);
    become(agent, "Backup");
    for (String name : List.of("other0", "kube-ipvs0")) {
      addInterface(name);
      machine().ip("address", "add", Manifest.ADDRESS + "/32", "dev", name);
    }
    // Behind an Active: whoever answers for the address now is wrong.
    try (AutoCloseable _ = advertising()) {
      Condition other = Condition.await(agent, IPV4, "AddressAssigned", "OtherInterface");
      assertThat(asksInVain()).isFalse();
      other.cure(machine());
      Condition ipvs = Condition.await(agent, IPV4, "AddressAssigned", "KubeIpvs");
      assertThat(ipvs.message()).contains("strictARP");
      assertThat(asksInVain()).isFalse();
      ipvs.cure(machine());
      assertThat(asksInVain()).as("the Backup is silent").isTrue();
      Condition.awaitEnd(agent, IPV4, "AddressAssigned");
      assertThat(agent.state()).isEqualTo("Backup");
    }
  }

  @Test
  void addressThatSomebodyElsePutOnTheInterface() {
    Agent agent = start(100, 1000);
    become(agent, "Backup");
    machine().ip("address", "add", Manifest.ADDRESS + "/24", "dev", "eth0");
    Condition.await(agent, IPV4, "AddressAssigned", "Static").cure(machine());
    Condition.awaitEnd(agent, IPV4, "AddressAssigned");
  }

  @Test
  void foreignRouterWithOurVirtualRouterId() throws Exception {
    Agent agent = startActive();
    try (AutoCloseable _ = repeating(Packets.frame(51, 50, List.of("192.0.2.50")))) {
      assertThat(Condition.await(agent, IPV4, "ForeignRouter", "VirtualRouterIDConflict").message())
          .contains("51", "192.0.2.2", "192.0.2.50", "spec.virtualRouterID");
      assertThat(Condition.find(agent, IPV4, "DualActive")).isEmpty();
    }
    Condition.awaitEnd(agent, IPV4, "ForeignRouter");
  }

  @Test
  void anotherActiveThatDoesNotHearUs() throws Exception {
    Agent agent = startActive();
    try (AutoCloseable _ = repeating(Packets.frame(51, 50, List.of(Manifest.ADDRESS)))) {
      assertThat(Condition.await(agent, IPV4, "DualActive", "NotHeard").message())
          .startsWith("192.0.2.2 is Active as well");
    }
    Condition.awaitEnd(agent, IPV4, "DualActive");
  }

  /** The cure is a setting of the manifest. */
  @Test
  void routerThatSendsTheOtherChecksum() throws Exception {
    Agent agent = start(100, 1000);
    become(agent, "Backup");
    byte[] messageOnly = Packets.frame("syn-v3-ipv4-rfc9568-cksum");
    try (AutoCloseable _ = repeating(messageOnly)) {
      Condition differs = Condition.await(agent, IPV4, "ChecksumFormDiffers", "MessageOnly");
      String cure = differs.message().substring(differs.message().lastIndexOf("spec.") + 5);
      Manifest.write(
          directory.resolve("dut"),
          withInterval(Manifest.of("dut", 100), 1000)
              .replace("  nodes:", "  " + cure + "\n  nodes:"));
      Condition.awaitEnd(agent, IPV4, "ChecksumFormDiffers");
    }
  }

  @Test
  void apiServerThatIsReachedByTheAddress() throws Exception {
    Agent agent = startActive();
    InetAddress virtual = InetAddress.ofLiteral(Manifest.ADDRESS);
    try (ServerSocket server = Inside.call(machine(), () -> new ServerSocket(6443, 1, virtual));
        Socket kubelet = Inside.call(machine(), () -> new Socket(virtual, 6443))) {
      assertThat(kubelet.isConnected()).isTrue();
      assertThat(server.isBound()).isTrue();
      assertThat(Condition.await(agent, IPV4, "ApiServerByVirtualAddress", "Kubelet").message())
          .contains(Manifest.ADDRESS, "static pod");
    }
    // The end of a TCP connection stays in the table for a minute.
    assertThat(agent.state()).isEqualTo("Active");
  }

  /** One of a cluster that finds no API server runs its last good configuration. */
  @Test
  void apiServerOfTheAgentThatIsReachedByTheAddress() throws Exception {
    Agent agent = startActive();
    assertThat(Condition.find(agent, IPV4, "ApiServerByVirtualAddress"))
        .as("an agent that needs no API server")
        .isEmpty();
    assertThat(agent.terminate(2000)).isZero();
    Path stored = directory.resolve("dut/state/last-good.yaml");
    Files.writeString(
        stored,
        Files.readString(stored).replaceFirst("(?m)^virtualRouters:", "clusterUID: lab\n$0"));
    Agent ofCluster =
        opened(
            Agent.startOfCluster(
                machine(),
                "dut",
                directory.resolve("dut"),
                URI.create("http://" + Manifest.ADDRESS + ":6443")));
    assertThat(Condition.await(ofCluster, IPV4, "ApiServerByVirtualAddress", "Agent").message())
        .contains(Manifest.ADDRESS, "static pod");
  }

  /** Whether P, which asks for the address, is left without an answer. */
  private boolean asksInVain() throws Exception {
    injector()
        .send(
            HexFormat.of()
                .parseHex(
                    "ffffffffffff"
                        + macOf(peer())
                        + "08060001080006040001"
                        + macOf(peer())
                        + hex(peer().address())
                        + "000000000000"
                        + hex(Manifest.ADDRESS)));
    return capture().next(SelfCheckIT::isAnswer, Duration.ofMillis(500)).isEmpty();
  }

  private static boolean isAnswer(Frame frame) {
    return frame.is(ARP)
        && frame.hex().startsWith("0002", 40)
        && frame.hex().startsWith(hex(Manifest.ADDRESS), 56);
  }

  /** Adverts of P, priority 200, each 100 ms until it is closed. */
  private AutoCloseable advertising() {
    return repeating(GOOD);
  }

  private AutoCloseable repeating(byte[] frame) {
    Thread sender =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    while (!Thread.currentThread().isInterrupted()) {
                      injector().repeat(frame, 2, Duration.ofMillis(100));
                    }
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                });
    return () -> {
      sender.interrupt();
      sender.join();
    };
  }
}
