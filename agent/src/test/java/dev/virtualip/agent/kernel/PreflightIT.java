package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.conformance.Packets;
import dev.virtualip.agent.kernel.Capture.Frame;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A printer, P, has the address before anybody asks; and claims that come later (row A17). */
class PreflightIT extends OneAgent {

  private static final String IPV4 = "IPv4";
  private static final String IPV6 = "IPv6";
  private static final String VIRTUAL_IPV6 = "2001:db8::100";

  /** Ten seconds of answers, and what starting and looking take. */
  private static final Duration CONFLICT = Duration.ofSeconds(20);

  private static final int NEIGHBOR_SOLICITATION = 135;
  private static final int TARGET = 62;

  private void give(String address, int length) {
    peer().ip("address", "add", address + "/" + length, "dev", "eth0", "nodad");
  }

  private void take(String address, int length) {
    peer().ip("address", "delete", address + "/" + length, "dev", "eth0");
  }

  private static boolean isArpProbe(Frame frame) {
    return frame.is(ARP)
        && frame.hex().startsWith("0001", 40)
        && frame.hex().startsWith("00000000", 56)
        && frame.hex().startsWith(hex(Manifest.ADDRESS), 76);
  }

  private static boolean isSolicitation(Frame frame) {
    return frame.isIcmpv6(NEIGHBOR_SOLICITATION)
        && frame.hex().startsWith("20010db8000000000000000000000100", 2 * TARGET);
  }

  @Test
  void addressOfSomebodyElseIsWaitedForAndTakenOnceItIsFree() throws Exception {
    peer().ip("address", "add", Manifest.ADDRESS + "/24", "dev", "eth0");
    Agent agent = start(100, 250);
    Frame first = frame(PreflightIT::isArpProbe, Duration.ofSeconds(15), "ARP probe");
    assertThat(first.hex()).as("from no address, to all").startsWith("ffffffffffff");
    Frame second = frame(PreflightIT::isArpProbe, Duration.ofSeconds(2), "second ARP probe");
    assertThat(Duration.ofNanos(second.nanos() - first.nanos()))
        .isBetween(Duration.ofMillis(900), Duration.ofMillis(1300));

    Condition conflict = Condition.await(agent, IPV4, "AddressConflict", "InUse", CONFLICT);
    assertThat(conflict.message()).contains(Manifest.ADDRESS, peer().mac());
    assertThat(agent.state()).isEqualTo("Backup");
    assertThat(machine().holds(Manifest.ADDRESS)).isFalse();
    // In reserve.
    soon().until(() -> agent.router().path("effectivePriority").asInt() == 7);

    Condition.run(peer(), conflict.cure().replace("LENGTH", "24").replace("INTERFACE", "eth0"));
    Condition.awaitEnd(agent, IPV4, "AddressConflict", CONFLICT);
    soon().until(() -> agent.state().equals("Active") && machine().holds(Manifest.ADDRESS));
  }

  @Test
  void ipv6AddressOfSomebodyElseIsWaitedFor() throws Exception {
    give(VIRTUAL_IPV6, 64);
    Agent agent = start(Manifest.of("dut", 100, List.of(VIRTUAL_IPV6)), 250);
    Frame asked =
        frame(PreflightIT::isSolicitation, Duration.ofSeconds(15), "neighbor solicitation");
    assertThat(asked.hex()).startsWith("3333ff000100");
    assertThat(asked.hex().substring(2 * 22, 2 * 38)).as("from no address").matches("0+");
    Condition conflict = Condition.await(agent, IPV6, "AddressConflict", "InUse", CONFLICT);
    assertThat(conflict.message()).contains(VIRTUAL_IPV6, peer().mac());
    assertThat(agent.state(IPV6)).isEqualTo("Backup");
    take(VIRTUAL_IPV6, 64);
    soon().until(() -> agent.state(IPV6).equals("Active") && machine().holds(VIRTUAL_IPV6));
  }

  @Test
  void addressThatThisNodeHeldBeforeIsTakenAtOnceAndTheAnswerReported() throws Exception {
    Agent before = start(100, 250);
    become(before, "Active");
    assertThat(before.terminate(2000)).isZero();
    peer().ip("address", "add", Manifest.ADDRESS + "/24", "dev", "eth0");
    Agent after = start(100, 250);
    frame(PreflightIT::isArpProbe, Duration.ofSeconds(15), "ARP probe");
    become(after, "Active");
    soon().until(() -> machine().holds(Manifest.ADDRESS));
    assertThat(
            Condition.await(after, IPV4, "AddressConflict", "ClaimedElsewhere", CONFLICT).message())
        .contains(peer().mac());
    assertThat(machine().holds(Manifest.ADDRESS)).isTrue();
  }

  @Test
  void anAdvertEndsTheWaiting() throws Exception {
    peer().ip("address", "add", Manifest.ADDRESS + "/24", "dev", "eth0");
    Agent agent = start(100, 250);
    become(agent, "Backup");
    frame(PreflightIT::isArpProbe, Duration.ofSeconds(15), "ARP probe");
    injector().send(Packets.frame(Manifest.VIRTUAL_ROUTER_ID, 50, List.of(Manifest.ADDRESS)));
    become(agent, "Active");
    assertThat(machine().holds(Manifest.ADDRESS)).isTrue();
  }

  @Test
  void a17ClaimOfAForeignHostIsReportedAndReleasesNothing() throws Exception {
    Agent agent = start(100, 250);
    become(agent, "Active");
    soon().until(() -> machine().holds(Manifest.ADDRESS));
    // What is said in the first second may be left over from the Active before.
    frame(frame -> isGratuitousArp(frame, Manifest.ADDRESS), Duration.ofSeconds(5), "first");
    for (int count = 2; count <= 4; count++) {
      frame(frame -> isGratuitousArp(frame, Manifest.ADDRESS), Duration.ofSeconds(5), "repeat");
    }
    byte[] claim =
        HexFormat.of()
            .parseHex(
                "ffffffffffff"
                    + macOf(peer())
                    + "08060001080006040001"
                    + macOf(peer())
                    + hex(Manifest.ADDRESS)
                    + "000000000000"
                    + hex(peer().address()));
    injector().send(claim);
    assertThat(Condition.await(agent, IPV4, "AddressConflict", "ClaimedElsewhere").message())
        .contains(Manifest.ADDRESS, peer().mac());
    assertThat(agent.log()).contains(peer().mac() + " says that it has " + Manifest.ADDRESS);
    assertThat(agent.state()).isEqualTo("Active");
    assertThat(machine().holds(Manifest.ADDRESS)).isTrue();
    Condition.awaitEnd(agent, IPV4, "AddressConflict", CONFLICT);
  }
}
