package dev.virtualip.agent.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the monitor makes of the kernel's datagrams. */
class NetlinkMonitorTest {

  private static final Link ETH0 = new Link(3, "eth0", 0x1002, new MacAddress(0x0200_0000_0001L));

  @Test
  void readsLinks() {
    assertThat(events(Vector.octets("link-added")))
        .containsExactly(new NetlinkEvent.LinkChanged(ETH0));
    assertThat(events(Vector.octets("link-removed")))
        .containsExactly(new NetlinkEvent.LinkRemoved(ETH0));
  }

  @Test
  void aLinkThatLeftItsBridgeIsNotRemoved() {
    assertThat(events(Vector.octets("left-bridge"))).isEmpty();
  }

  @Test
  void readsAddresses() {
    InterfaceAddress ipv4 =
        new InterfaceAddress(3, InetAddress.ofLiteral("192.0.2.1"), 24, 0, 0x80, 0, -1);
    assertThat(events(Vector.octets("ipv4-added")))
        .containsExactly(new NetlinkEvent.AddressAdded(ipv4));
    assertThat(events(Vector.octets("ipv4-removed")))
        .containsExactly(new NetlinkEvent.AddressRemoved(ipv4));
    assertThat(events(Vector.octets("ipv6-added")))
        .containsExactly(
            new NetlinkEvent.AddressAdded(
                new InterfaceAddress(3, InetAddress.ofLiteral("2001:db8::1"), 64, 0, 0x82, 0, -1)));
  }

  @Test
  void readsEveryMessageOfADatagram() {
    ByteArrayOutputStream datagram = new ByteArrayOutputStream();
    datagram.writeBytes(Vector.octets("ipv4-added"));
    datagram.writeBytes(Vector.octets("left-bridge"));
    datagram.writeBytes(Vector.octets("link-added"));
    assertThat(events(datagram.toByteArray()))
        .hasSize(2)
        .element(1)
        .isEqualTo(new NetlinkEvent.LinkChanged(ETH0));
  }

  @Test
  void passesOverMessagesOfOtherTypes() {
    byte[] datagram = Vector.octets("ipv4-added");
    datagram[4] = 24; // RTM_NEWROUTE
    assertThat(events(datagram)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"link-added", "left-bridge", "ipv4-added", "ipv6-added"})
  void aMessageThatIsCutShortIsPassedOver(String name) {
    byte[] whole = Vector.octets(name);
    for (int length = 0; length < whole.length; length++) {
      assertThat(events(Arrays.copyOf(whole, length))).as("length " + length).isEmpty();
    }
  }

  /** The header's length shortened to match: the attributes end in the middle. */
  @ParameterizedTest
  @ValueSource(strings = {"link-added", "link-removed", "ipv4-added", "ipv6-added"})
  void attributesThatAreCutShortDoNoHarm(String name) {
    byte[] whole = Vector.octets(name);
    for (int length = NlMsgHdr.SIZE; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      Vector.littleEndian(cut).putInt(0, length);
      assertThat(events(cut)).as("length " + length).hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void octetsAtRandomDoNoHarm() {
    Random random = new Random(112);
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = Vector.octets("ipv4-added");
      for (int change = 0; change < 3; change++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      assertThat(events(damaged)).hasSizeLessThanOrEqualTo(damaged.length / NlMsgHdr.SIZE);
    }
  }

  private static List<NetlinkEvent> events(byte[] datagram) {
    List<NetlinkEvent> events = new ArrayList<>();
    ByteBuffer buffer = Vector.littleEndian(datagram);
    NetlinkMonitor.parse(buffer, events::add);
    return events;
  }
}
