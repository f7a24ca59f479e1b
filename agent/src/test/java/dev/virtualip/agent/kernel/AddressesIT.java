package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.kernel.Capture.Frame;
import dev.virtualip.agent.kernel.Lan.Machine;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Addresses and ARP: rows of section 5.5 of the conformance checklist for IPv4, each test named for
 * its row.
 */
class AddressesIT extends OneAgent {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int UDP = 17;
  private static final String SECOND = "192.0.2.101";

  private static final String TWO_ADDRESSES =
      Manifest.of("dut", 100)
          .replace(
              "\"" + Manifest.ADDRESS + "\"", "\"" + Manifest.ADDRESS + "\", \"" + SECOND + "\"");

  private static boolean isGratuitousArp(Frame frame) {
    return isGratuitousArp(frame, Manifest.ADDRESS) || isGratuitousArp(frame, SECOND);
  }

  private static Duration between(Frame one, Frame other) {
    return Duration.ofNanos(other.nanos() - one.nanos());
  }

  @Test
  void a01AdvertThenAddressThenAnnouncement() throws Exception {
    start(100, 250);
    Frame first =
        frame(frame -> frame.isIpv4(VRRP) || isGratuitousArp(frame), LIMIT, "frame of an Active");
    assertThat(first.isIpv4(VRRP)).as("the advert comes first").isTrue();
    Frame second =
        frame(frame -> frame.isIpv4(VRRP) || isGratuitousArp(frame), LIMIT, "gratuitous ARP");
    assertThat(isGratuitousArp(second)).as("then the announcement").isTrue();
    assertThat(between(first, second)).isLessThan(TOLERANCE);
    assertThat(machine().holds(Manifest.ADDRESS)).as("which is true when it is made").isTrue();
  }

  @Test
  void a02AnnouncesEachAddressAtOnceAndAgain() throws Exception {
    start(TWO_ADDRESSES, 250);
    Frame advert = advert(LIMIT);
    List<Frame> announcements = new ArrayList<>();
    for (int count = 0; count < 10; count++) {
      announcements.add(frame(AddressesIT::isGratuitousArp, LIMIT, "gratuitous ARP"));
    }

    String mac = macOf(machine());
    for (Frame frame : announcements) {
      assertThat(frame.hex()).as("destination, source").startsWith("ffffffffffff" + mac);
      assertThat(frame.hex().substring(24, 44))
          .as("ARP request for IPv4 over Ethernet")
          .isEqualTo("08060001080006040001");
      assertThat(frame.hex().substring(44, 56)).as("sender hardware address").isEqualTo(mac);
      assertThat(frame.hex().substring(64, 76))
          .as("target hardware address")
          .isIn("ffffffffffff", "000000000000", mac);
    }
    for (String address : List.of(Manifest.ADDRESS, SECOND)) {
      List<Frame> each =
          announcements.stream().filter(frame -> isGratuitousArp(frame, address)).toList();
      List<Long> schedule = List.of(0L, 100L, 1000L, 2000L, 5000L);
      assertThat(each).as("announcements of %s", address).hasSize(schedule.size());
      for (int index = 0; index < schedule.size(); index++) {
        assertThat(between(advert, each.get(index)))
            .as("announcement %d of %s", index + 1, address)
            .isBetween(
                Duration.ofMillis(schedule.get(index)).minus(TOLERANCE),
                Duration.ofMillis(schedule.get(index)).plus(TOLERANCE));
      }
    }
  }

  /** It is never bound by the agent, so no event of the kernel tells of it. */
  @Test
  void addressThatAnOwnerIsGivenAndHasAlreadyCountsAsBound() throws Exception {
    machine().ip("address", "add", SECOND + "/24", "dev", "eth0");
    Agent agent = start(255, 250);
    become(agent, "Active");
    soon().until(() -> agent.router().path("addressesBound").asBoolean());
    String both = Manifest.of("dut", 255, List.of(Manifest.ADDRESS, SECOND));
    Manifest.write(directory.resolve("dut"), withInterval(both, 250));
    soon().until(() -> agent.router().path("addresses").size() == 2);
    soon().until(() -> agent.router().path("addressesBound").asBoolean());
    assertThat(machine().ip("-oneline", "address", "show", "to", SECOND)).contains("/24");
  }

  /** Ten seconds instead of the row's thirty: nothing in an agent has a longer period but one. */
  @Test
  void a04BackupIsSilent() throws Exception {
    Agent agent = start(100, 1000);
    become(agent, "Backup");
    injector().send(GOOD);
    String mac = macOf(machine());
    byte[] request = arpRequest(Manifest.ADDRESS);
    for (int second = 0; second < 10; second++) {
      injector().send(GOOD);
      injector().send(request);
      // Its own address it may ask for, and be asked for.
      assertThat(
              capture()
                  .next(
                      frame ->
                          frame.hex().startsWith(mac, 12)
                              && (frame.isIpv4(VRRP) || isArpFrom(frame, Manifest.ADDRESS)),
                      Duration.ofSeconds(1)))
          .as("what the Backup sends")
          .isEmpty();
    }
    assertThat(agent.state()).isEqualTo("Backup");
  }

  @Test
  void a05ActiveAnswersAnArpRequestOnce() throws Exception {
    become(start(255, 250), "Active");
    soon().until(() -> machine().holds(Manifest.ADDRESS));
    injector().send(arpRequest(Manifest.ADDRESS));
    Frame reply = frame(frame -> isReply(frame), Duration.ofSeconds(1), "ARP reply");
    assertThat(reply.hex()).startsWith(macOf(peer()) + macOf(machine()));
    assertThat(reply.hex().substring(44, 56)).as("sender").isEqualTo(macOf(machine()));
    assertThat(capture().next(AddressesIT::isReply, Duration.ofMillis(500)))
        .as("a second reply")
        .isEmpty();
  }

  @Test
  void a10NothingIsAnnouncedAfterLeavingActive() throws Exception {
    start(100, 250);
    Frame first = frame(AddressesIT::isGratuitousArp, LIMIT, "gratuitous ARP");
    Frame third = first;
    for (int count = 2; count <= 3; count++) {
      third = frame(AddressesIT::isGratuitousArp, LIMIT, "gratuitous ARP");
    }
    assertThat(between(first, third)).isGreaterThan(Duration.ofMillis(900));
    injector().send(GOOD);
    // The next would be due in one second, and the Backup takes over after 3.6 s.
    assertThat(
            capture()
                .next(frame -> frame.isIpv4(VRRP) || isGratuitousArp(frame), Duration.ofSeconds(3)))
        .as("what is sent after P's advert")
        .isEmpty();
  }

  /** A Linux host ignores most messages about an entry that it has confirmed within a second. */
  @Test
  void a11HostUsesTheNewHardwareAddressWithItsFirstPacket() throws Exception {
    Machine other = lan().machine(3);
    Path home = directory.resolve("other");
    Agent first = start(200, 250);
    become(first, "Active");
    Manifest.write(home, Manifest.of("other", 100));
    Agent second = opened(Agent.start(other, "other", home));
    become(second, "Backup");
    soon().until(() -> says(peer()).contains("REACHABLE"));
    assertThat(neighbour(peer())).contains(machine().mac());

    assertThat(first.terminate(2000)).isZero();
    String mac = macOf(other);
    try (Capture there = Capture.start(other)) {
      frame(
          frame -> isGratuitousArp(frame) && frame.hex().startsWith(mac, 12),
          LIMIT,
          "gratuitous ARP of the new Active");
      says(peer());
      Frame packet = there.next(frame -> frame.isIpv4(UDP), Duration.ofSeconds(1)).orElseThrow();
      assertThat(packet.hex()).as("destination").startsWith(mac);
    }
  }

  /**
   * Ten seconds of renewals, four each second, instead of the row's sixty. What also delays a
   * connection to the node's own address is the machine's doing and does not count.
   */
  @Test
  void a16ConnectionsAreNotDisturbedByRenewals() throws Exception {
    become(start(255, 250), "Active");
    soon().until(() -> machine().holds(Manifest.ADDRESS));
    Socket own = connectedEcho(machine().address());
    Socket virtual = connectedEcho(Manifest.ADDRESS);
    long longest = 0;
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (System.nanoTime() < end) {
      own.getOutputStream().write(1);
      virtual.getOutputStream().write(2);
      assertThat(own.getInputStream().read()).isEqualTo(1);
      long answered = System.nanoTime();
      assertThat(virtual.getInputStream().read()).isEqualTo(2);
      longest = Math.max(longest, System.nanoTime() - answered);
    }
    System.out.printf("A16: most that an answer was late: %.1f ms%n", longest / 1e6);
    assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofMillis(200));
  }

  /** A connection from P to an address of the machine, where somebody answers octet by octet. */
  private Socket connectedEcho(String address) throws Exception {
    InetAddress to = InetAddress.ofLiteral(address);
    ServerSocket server = opened(Inside.call(machine(), () -> new ServerSocket(8080, 1, to)));
    Socket client = opened(Inside.call(peer(), () -> new Socket(to, 8080)));
    client.setTcpNoDelay(true);
    Socket accepted = opened(server.accept());
    Thread.ofPlatform().daemon().start(() -> echo(accepted));
    return client;
  }

  private static void echo(Socket socket) {
    try {
      socket.setTcpNoDelay(true);
      for (int octet = socket.getInputStream().read();
          octet >= 0;
          octet = socket.getInputStream().read()) {
        socket.getOutputStream().write(octet);
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  /** Sends a packet to the address, and returns what the neighbour cache has of it then. */
  private static String says(Machine from) throws Exception {
    InetSocketAddress discard = new InetSocketAddress(Manifest.ADDRESS, 9);
    Inside.call(
        from,
        () -> {
          try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[1], 1, discard));
          }
          return true;
        });
    return neighbour(from);
  }

  private static String neighbour(Machine of) {
    return of.ip("neighbour", "show", Manifest.ADDRESS, "dev", "eth0");
  }

  /** Whether it is ARP by which somebody claims an address. */
  private static boolean isArpFrom(Frame frame, String address) {
    return frame.is(ARP) && frame.hex().substring(56, 64).equals(hex(address));
  }

  private static boolean isReply(Frame frame) {
    return isArpFrom(frame, Manifest.ADDRESS) && frame.hex().startsWith("0002", 40);
  }

  /** P asks who has an address. */
  private byte[] arpRequest(String address) {
    return HexFormat.of()
        .parseHex(
            "ffffffffffff"
                + macOf(peer())
                + "08060001080006040001"
                + macOf(peer())
                + hex(peer().address())
                + "000000000000"
                + hex(address));
  }
}
