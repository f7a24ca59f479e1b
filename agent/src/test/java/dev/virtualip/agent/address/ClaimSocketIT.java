package dev.virtualip.agent.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.kernel.Inside;
import dev.virtualip.agent.kernel.Lan;
import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.linux.BootClock;
import dev.virtualip.agent.linux.ClaimSocket;
import dev.virtualip.agent.linux.Epoll;
import dev.virtualip.agent.linux.PacketSocket;
import dev.virtualip.agent.linux.netlink.MacAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a filter in the kernel lets pass on a real link. */
class ClaimSocketIT {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final MacAddress MAC = new MacAddress(0x020000000002L);

  private final Lan lan = new Lan();
  private final Machine listener = lan.machine(1);
  private final Machine speaker = lan.machine(2);

  @AfterEach
  void clean() {
    lan.close();
  }

  /** As few and as many addresses as a node may have, so that the filter has several groups. */
  @ParameterizedTest
  @ValueSource(ints = {1, 250, 251, 1000, 5000})
  void hearsArpForTheAddressesAskedForOnly(int count) throws Exception {
    List<InetAddress> wanted = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      wanted.add(InetAddress.ofLiteral("198.18.%d.%d".formatted(i / 256, i % 256)));
    }
    try (ClaimSocket socket = open(false)) {
      socket.listenFor(wanted);
      if (count <= 1000) {
        say(GratuitousArp.frame(MAC, (Inet4Address) InetAddress.ofLiteral("198.18.255.255")));
      }
      say(GratuitousArp.frame(MAC, (Inet4Address) wanted.getLast()));
      assertThat(next(socket)).isEqualTo(new Claim(wanted.getLast(), MAC));
    }
  }

  @Test
  void hearsNeighborAdvertisementsForTheAddressesAskedForOnly() throws Exception {
    Inet6Address wanted = (Inet6Address) InetAddress.ofLiteral("2001:db8::100");
    try (ClaimSocket socket = open(true)) {
      socket.listenFor(List.of(wanted));
      say(
          NeighborAdvertisement.frame(
              MAC, (Inet6Address) InetAddress.ofLiteral("2001:db8::101"), false));
      say(NeighborAdvertisement.frame(MAC, wanted, false));
      assertThat(next(socket)).isEqualTo(new Claim(wanted, MAC));
    }
  }

  @Test
  void hearsNothingBeforeItIsTold() throws Exception {
    Inet4Address address = (Inet4Address) InetAddress.ofLiteral("192.0.2.100");
    try (ClaimSocket socket = open(false);
        ClaimSocket witness = open(false)) {
      witness.listenFor(List.of(address));
      say(GratuitousArp.frame(MAC, address));
      next(witness);
      assertThat(socket.receive().hasRemaining()).isFalse();
    }
  }

  /** What a drain before a timer relies on. */
  @Test
  void noMoreWaitInItsQueueThanItSays() throws Exception {
    Inet4Address address = (Inet4Address) InetAddress.ofLiteral("192.0.2.100");
    byte[] frame = GratuitousArp.frame(MAC, address);
    try (ClaimSocket socket = open(false)) {
      socket.listenFor(List.of(address));
      int sent = socket.capacity() + 500;
      Inside.call(
          speaker,
          () -> {
            int index = NetworkInterface.getByName("eth0").getIndex();
            try (PacketSocket packets = PacketSocket.open()) {
              for (int count = 0; count < sent; count++) {
                assertThat(packets.send(index, frame)).isTrue();
              }
            }
            return sent;
          });
      next(socket);
      int waited = 1;
      while (socket.receive().hasRemaining()) {
        waited++;
      }
      assertThat(waited).as("of %d that were sent", sent).isBetween(257, socket.capacity());
    }
  }

  private ClaimSocket open(boolean ipv6) throws Exception {
    return Inside.call(
        listener,
        () -> ClaimSocket.open("eth0", NetworkInterface.getByName("eth0").getIndex(), ipv6));
  }

  private void say(byte[] frame) throws Exception {
    boolean sent =
        Inside.call(
            speaker,
            () -> {
              try (PacketSocket socket = PacketSocket.open()) {
                return socket.send(NetworkInterface.getByName("eth0").getIndex(), frame);
              }
            });
    assertThat(sent).isTrue();
  }

  private static Claim next(ClaimSocket socket) throws Exception {
    try (Epoll epoll = Epoll.open()) {
      epoll.add(socket, 0);
      long end = BootClock.nanos() + LIMIT.toNanos();
      ByteBuffer frame = socket.receive();
      while (!frame.hasRemaining()) {
        assertThat(BootClock.nanos()).as("limit for a frame").isLessThan(end);
        epoll.await(1000);
        frame = socket.receive();
      }
      return Claim.parse(frame).orElseThrow();
    }
  }
}
