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
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The raw socket on a real link. */
class VrrpSocketIT {

  private static final InetAddress GROUP = InetAddress.ofLiteral("224.0.0.18");
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final String MAC = "02:00:00:00:00:01";
  private static final byte[] MESSAGE = HexFormat.of().parseHex("3133640100640572c0000264");

  private final Lan lan = new Lan();
  private final Machine first = lan.machine(1);
  private final Machine second = lan.machine(2);

  @AfterEach
  void clean() {
    lan.close();
  }

  @Test
  void sendsAFrameAsTheRfcWantsIt() throws Exception {
    first.ip("link", "set", "eth0", "address", MAC);
    try (Capture capture = Capture.start(second);
        VrrpSocket socket = open(first)) {
      assertThat(socket.send(address(first), GROUP, ByteBuffer.wrap(MESSAGE))).isTrue();

      byte[] frame = capture.next(f -> f.isIpv4(112), LIMIT).orElseThrow().octets();
      assertThat(hex(frame, 0, 14)).isEqualTo("01005e000012" + MAC.replace(":", "") + "0800");
      assertThat(hex(frame, 14, 18)).as("IHL 5, TOS c0, length").isEqualTo("45c00020");
      assertThat(hex(frame, 20, 24)).as("no fragment, TTL 255, VRRP").isEqualTo("0000ff70");
      assertThat(hex(frame, 26, 34)).isEqualTo("c0000201" + "e0000012");
      assertThat(onesComplementSum(frame, 14, 34)).as("header checksum").isEqualTo(0xffff);
      assertThat(Arrays.copyOfRange(frame, 34, 46)).isEqualTo(MESSAGE);
    }
  }

  @Test
  void receivesTheOthersAdvertsAndNotItsOwn() throws Exception {
    try (VrrpSocket one = open(first);
        VrrpSocket two = open(second)) {
      one.send(address(first), GROUP, ByteBuffer.wrap(MESSAGE));
      VrrpDatagram atTwo = await(two);
      assertThat(atTwo.isWhole()).isTrue();
      assertThat(atTwo.ttl()).isEqualTo(255);
      assertThat(atTwo.source()).isEqualTo(address(first));
      assertThat(atTwo.destination()).isEqualTo(InetAddress.ofLiteral("224.0.0.18"));
      byte[] message = new byte[atTwo.message().remaining()];
      atTwo.message().get(message);
      assertThat(message).isEqualTo(MESSAGE);

      two.send(address(second), GROUP, ByteBuffer.wrap(MESSAGE));
      assertThat(await(one).source()).as("its first datagram").isEqualTo(address(second));
      assertThat(one.receive(new VrrpDatagram())).isFalse();
    }
  }

  @Test
  void twoSocketsOfOneMachineDoNotHearEachOther() throws Exception {
    try (VrrpSocket sender = open(first);
        VrrpSocket neighbour = open(first);
        VrrpSocket peer = open(second)) {
      sender.send(address(first), GROUP, ByteBuffer.wrap(MESSAGE));
      await(peer);
      peer.send(address(second), GROUP, ByteBuffer.wrap(MESSAGE));
      assertThat(await(neighbour).source()).isEqualTo(address(second));
    }
  }

  @Test
  void sendingOnADeletedInterfaceSaysSo() throws Exception {
    try (VrrpSocket socket = open(first)) {
      first.ip("link", "delete", "eth0");
      assertThatThrownBy(() -> socket.send(address(first), GROUP, ByteBuffer.wrap(MESSAGE)))
          .isInstanceOfSatisfying(
              ErrnoException.class, e -> assertThat(e.is(Errno.ENODEV)).isTrue())
          .hasMessageContaining("eth0");
    }
  }

  @Test
  void groupAndUnicastAreHeardOnASocketEach() throws Exception {
    try (VrrpSocket sender = openUnicast(first);
        VrrpSocket group = open(first);
        VrrpSocket unicast = openUnicast(second);
        VrrpSocket member = open(second)) {
      group.send(address(first), GROUP, ByteBuffer.wrap(MESSAGE));
      sender.send(address(first), address(second), ByteBuffer.wrap(MESSAGE));

      VrrpDatagram heard = await(unicast);
      assertThat(heard.isWhole()).isTrue();
      assertThat(heard.ttl()).isEqualTo(255);
      assertThat(heard.source()).isEqualTo(address(first));
      assertThat(heard.destination()).as("its first datagram").isEqualTo(address(second));
      assertThat(unicast.receive(new VrrpDatagram())).isFalse();
      assertThat(await(member).destination()).isEqualTo(GROUP);
      assertThat(member.receive(new VrrpDatagram())).isFalse();
    }
  }

  @Test
  void openingOnAMissingInterfaceNamesIt() {
    assertThatThrownBy(() -> Inside.call(first, () -> VrrpSocket.openIpv4("eth7", 77)))
        .hasMessageContaining("eth7")
        .hasMessageContaining("ENODEV");
  }

  /** What a drain before a timer relies on. */
  @Test
  void noMoreWaitInItsQueueThanItSays() throws Exception {
    try (VrrpSocket sender = open(first);
        VrrpSocket socket = open(second)) {
      int sent = socket.capacity() + 1000;
      for (int count = 0; count < sent; count++) {
        assertThat(sender.send(address(first), GROUP, ByteBuffer.wrap(MESSAGE))).isTrue();
      }
      await(socket);
      int waited = 1;
      for (VrrpDatagram into = new VrrpDatagram(); socket.receive(into); waited++) {}
      assertThat(waited).as("of %d that were sent", sent).isBetween(1000, socket.capacity());
    }
  }

  private static VrrpSocket openUnicast(Machine machine) throws Exception {
    return Inside.call(
        machine,
        () -> VrrpSocket.openIpv4Unicast("eth0", NetworkInterface.getByName("eth0").getIndex()));
  }

  private static VrrpSocket open(Machine machine) throws Exception {
    return Inside.call(
        machine, () -> VrrpSocket.openIpv4("eth0", NetworkInterface.getByName("eth0").getIndex()));
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

  private static InetAddress address(Machine machine) {
    return InetAddress.ofLiteral(machine.address());
  }

  private static String hex(byte[] octets, int from, int to) {
    return HexFormat.of().formatHex(octets, from, to);
  }

  private static int onesComplementSum(byte[] octets, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i += 2) {
      sum += ((octets[i] & 0xff) << 8) | (octets[i + 1] & 0xff);
    }
    return (sum & 0xffff) + (sum >>> 16);
  }
}
