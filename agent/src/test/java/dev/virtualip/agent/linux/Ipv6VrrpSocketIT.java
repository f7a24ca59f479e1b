package dev.virtualip.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.virtualip.agent.kernel.Capture;
import dev.virtualip.agent.kernel.Inside;
import dev.virtualip.agent.kernel.Lan;
import dev.virtualip.agent.kernel.Lan.Machine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The raw IPv6 socket on a real link. */
class Ipv6VrrpSocketIT {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final InetAddress GROUP = InetAddress.ofLiteral("ff02::12");

  /** Its checksum, 1234, is wrong: the kernel shall neither mend nor judge it. */
  private static final byte[] MESSAGE =
      HexFormat.of().parseHex("313d64010064123420010db8000000000000000000000100");

  private final Lan lan = new Lan();
  private final Machine first = lan.machine(1);
  private final Machine second = lan.machine(2);

  @AfterEach
  void clean() {
    lan.close();
  }

  @Test
  void sendsAFrameAsTheRfcWantsIt() throws Exception {
    try (Capture capture = Capture.start(second);
        VrrpSocket socket = open(first)) {
      assertThat(socket.send(linkLocal(first), GROUP, ByteBuffer.wrap(MESSAGE))).isTrue();

      byte[] frame = capture.next(f -> f.isIpv6(112), LIMIT).orElseThrow().octets();
      assertThat(hex(frame, 0, 14)).isEqualTo("333300000012" + "020000000001" + "86dd");
      assertThat(hex(frame, 14, 15) + hex(frame, 15, 16).charAt(0))
          .as("version 6, class c0")
          .isEqualTo("6c0");
      assertThat(hex(frame, 18, 22)).as("length, VRRP, hop limit 255").isEqualTo("001870ff");
      assertThat(hex(frame, 22, 38)).isEqualTo("fe80000000000000000000fffe000001");
      assertThat(hex(frame, 38, 54)).isEqualTo("ff020000000000000000000000000012");
      assertThat(Arrays.copyOfRange(frame, 54, 54 + MESSAGE.length)).isEqualTo(MESSAGE);
    }
  }

  @Test
  void neverSendsFromAVirtualLinkLocalAddress() throws Exception {
    first.ip("address", "add", "fe80::61/128", "dev", "eth0", "nodad");
    try (Capture capture = Capture.start(second);
        VrrpSocket socket = open(first)) {
      socket.send(linkLocal(first), GROUP, ByteBuffer.wrap(MESSAGE));
      byte[] frame = capture.next(f -> f.isIpv6(112), LIMIT).orElseThrow().octets();
      assertThat(hex(frame, 22, 38)).isEqualTo("fe80000000000000000000fffe000001");
    }
  }

  @Test
  void receivesTheOthersAdvertsAndNotItsOwn() throws Exception {
    try (VrrpSocket one = open(first);
        VrrpSocket two = open(second)) {
      one.send(linkLocal(first), GROUP, ByteBuffer.wrap(MESSAGE));
      VrrpDatagram atTwo = await(two);
      assertThat(atTwo.isWhole()).isTrue();
      assertThat(atTwo.ttl()).isEqualTo(255);
      assertThat(atTwo.source()).isEqualTo(linkLocal(first));
      assertThat(atTwo.destination()).isEqualTo(GROUP);
      byte[] message = new byte[atTwo.message().remaining()];
      atTwo.message().get(message);
      assertThat(message).isEqualTo(MESSAGE);

      two.send(linkLocal(second), GROUP, ByteBuffer.wrap(MESSAGE));
      assertThat(await(one).source()).as("its first datagram").isEqualTo(linkLocal(second));
      assertThat(one.receive(new VrrpDatagram())).isFalse();
    }
  }

  @Test
  void joinsTheGroupSoThatSnoopingSwitchesPassItOn() throws Exception {
    try (VrrpSocket _ = open(first)) {
      String groups =
          Inside.call(first, () -> Files.readString(Path.of("/proc/thread-self/net/igmp6")));
      assertThat(groups).contains("eth0            ff020000000000000000000000000012");
    }
  }

  @Test
  void hearsTheOthersAgainAfterAdminDownAndUp() throws Exception {
    try (VrrpSocket one = open(first);
        VrrpSocket two = open(second)) {
      first.ip("link", "set", "eth0", "down");
      first.ip("link", "set", "eth0", "up");
      two.send(linkLocal(second), GROUP, ByteBuffer.wrap(MESSAGE));
      assertThat(await(one).source()).isEqualTo(linkLocal(second));
    }
  }

  @Test
  void anAddressThatTheInterfaceDoesNotHaveIsNoSource() throws Exception {
    try (VrrpSocket socket = open(first)) {
      assertThatThrownBy(() -> socket.send(linkLocal(second), GROUP, ByteBuffer.wrap(MESSAGE)))
          .isInstanceOfSatisfying(
              ErrnoException.class, e -> assertThat(e.is(Errno.EINVAL)).isTrue())
          .hasMessageContaining("eth0");
    }
  }

  @Test
  void groupAndUnicastAreHeardOnASocketEach() throws Exception {
    try (VrrpSocket sender = openUnicast(first);
        VrrpSocket group = open(first);
        VrrpSocket unicast = openUnicast(second);
        VrrpSocket member = open(second)) {
      group.send(linkLocal(first), GROUP, ByteBuffer.wrap(MESSAGE));
      sender.send(linkLocal(first), linkLocal(second), ByteBuffer.wrap(MESSAGE));

      VrrpDatagram heard = await(unicast);
      // As VrrpSocket says, the kernel may show the group's as well.
      heard = heard.destination().equals(GROUP) ? await(unicast) : heard;
      assertThat(heard.isWhole()).isTrue();
      assertThat(heard.ttl()).isEqualTo(255);
      assertThat(heard.source()).isEqualTo(linkLocal(first));
      assertThat(heard.destination()).isEqualTo(linkLocal(second));
      assertThat(unicast.receive(new VrrpDatagram())).isFalse();
      assertThat(await(member).destination()).isEqualTo(GROUP);
      assertThat(member.receive(new VrrpDatagram())).isFalse();
    }
  }

  @Test
  void openingOnAMissingInterfaceNamesIt() {
    assertThatThrownBy(() -> Inside.call(first, () -> VrrpSocket.openIpv6("eth7", 77)))
        .hasMessageContaining("eth7")
        .hasMessageContaining("ENODEV");
  }

  private static VrrpSocket openUnicast(Machine machine) throws Exception {
    return Inside.call(
        machine,
        () -> VrrpSocket.openIpv6Unicast("eth0", NetworkInterface.getByName("eth0").getIndex()));
  }

  private static VrrpSocket open(Machine machine) throws Exception {
    return Inside.call(
        machine, () -> VrrpSocket.openIpv6("eth0", NetworkInterface.getByName("eth0").getIndex()));
  }

  private static InetAddress linkLocal(Machine machine) {
    return InetAddress.ofLiteral(machine.linkLocal());
  }

  private static VrrpDatagram await(VrrpSocket socket) throws IOException {
    VrrpDatagram datagram = new VrrpDatagram();
    try (Epoll epoll = Epoll.open()) {
      epoll.add(socket, 0);
      long end = BootClock.nanos() + LIMIT.toNanos();
      while (!socket.receive(datagram)) {
        assertThat(BootClock.nanos()).as("limit for a datagram").isLessThan(end);
        epoll.await(1000);
      }
    }
    return datagram;
  }

  private static String hex(byte[] octets, int from, int to) {
    return HexFormat.of().formatHex(octets, from, to);
  }
}
