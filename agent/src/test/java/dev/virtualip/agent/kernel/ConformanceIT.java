package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.conformance.Packets;
import dev.virtualip.agent.kernel.Capture.Frame;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Rows of the conformance checklist that only a real kernel can show, each test named for its rows.
 * The agent is 192.0.2.1 with priority 100; P, 192.0.2.2, is us with a packet socket.
 */
class ConformanceIT extends OneAgent {

  /** Down interval of priority 100 at 1 s. */
  private static final Duration DOWN = Duration.ofNanos(3_609_375_000L);

  @Test
  void c12IpHeaderOfAnAdvert() throws Exception {
    start(255, 1000);
    byte[] frame = advert(Duration.ofSeconds(10)).octets();

    assertThat(hex(frame, 0, 6)).as("destination").isEqualTo("01005e000012");
    assertThat(hex(frame, 6, 6)).as("source").isEqualTo(macOf(machine()));
    assertThat(hex(frame, 12, 2)).as("EtherType").isEqualTo("0800");
    assertThat(hex(frame, 14, 2)).as("IHL 5, TOS CS6").isEqualTo("45c0");
    assertThat(hex(frame, 16, 2)).as("total length").isEqualTo("0020");
    assertThat(frame[20] & 0x3f).as("no fragment").isZero();
    assertThat(hex(frame, 22, 2)).as("TTL 255, protocol 112").isEqualTo("ff70");
    assertThat(hex(frame, 26, 8)).as("addresses").isEqualTo("c0000201e0000012");
    assertThat(sum(frame, 14, 20)).as("one's complement sum of the IP header").isEqualTo(0xffff);
    assertThat(hex(frame, 34, 6)).as("version, type, VRID, priority, count").startsWith("3133ff01");
    assertThat(frame).as("nothing behind the only address").hasSize(34 + 12);
  }

  @Test
  void c13Ipv6HeaderOfAnAdvert() throws Exception {
    // A virtual link-local address, which the kernel by itself would choose as the source.
    String manifest = Manifest.of("dut", 255, List.of("fe80::61", "2001:db8::100"));
    start(manifest.replace("  nodes:", "  interface: eth0\n  nodes:"), 250);
    frame(seen -> seen.isIpv6(VRRP), Duration.ofSeconds(10), "IPv6 advert");
    // The second: the virtual addresses are there by then.
    byte[] frame = frame(seen -> seen.isIpv6(VRRP), Duration.ofSeconds(2), "IPv6 advert").octets();

    assertThat(hex(frame, 0, 6)).as("destination").isEqualTo("333300000012");
    assertThat(hex(frame, 6, 6)).as("source").isEqualTo(macOf(machine()));
    assertThat(hex(frame, 14, 1)).as("version, class CS6").isEqualTo("6c");
    assertThat(hex(frame, 18, 2)).as("payload length").isEqualTo("0028");
    assertThat(hex(frame, 20, 2)).as("next header 112, hop limit 255").isEqualTo("70ff");
    assertThat(hex(frame, 22, 16))
        .as("source: the link-local address of the interface")
        .isEqualTo(octets(machine().linkLocal()));
    assertThat(hex(frame, 38, 16)).as("group").isEqualTo(octets("ff02::12"));
    assertThat(hex(frame, 62, 16)).as("first address").isEqualTo(octets("fe80::61"));
    assertThat(hex(frame, 78, 16)).as("second address").isEqualTo(octets("2001:db8::100"));
    assertThat(frame).as("nothing behind the addresses").hasSize(94);
  }

  @Test
  void c17AdvertsKeepTheirPeriodAndDoNotDrift() throws Exception {
    start(255, 100);
    List<Long> times = new ArrayList<>();
    advert(Duration.ofSeconds(10));
    while (times.size() <= 100) {
      times.add(advert(Duration.ofSeconds(1)).nanos());
    }
    List<Double> periods = new ArrayList<>();
    for (int index = 1; index < times.size(); index++) {
      periods.add((times.get(index) - times.get(index - 1)) / 1e6);
    }
    double mean = (times.getLast() - times.getFirst()) / 1e6 / (times.size() - 1);
    System.out.printf(
        "C17: 100 periods of 100 ms: least %.3f, most %.3f, mean %.4f ms%n",
        periods.stream().mapToDouble(x -> x).min().orElseThrow(),
        periods.stream().mapToDouble(x -> x).max().orElseThrow(),
        mean);

    assertThat(periods).as("each within 2 %").allMatch(period -> period >= 98 && period <= 102);
    assertThat(mean).as("mean within 0.1 %").isBetween(99.9, 100.1);
  }

  @Test
  void r19UnicastAdvertHasNoEffect() throws Exception {
    assertNoEffect(injector(), Packets.frame("syn-v3-ipv4-unicast-dst"));
  }

  /** The same packet that would win, but it comes in by an interface without a virtual router. */
  @Test
  void r20AdvertOnAnotherInterfaceHasNoEffect() throws Exception {
    machine()
        .ip(
            "link",
            "add",
            "eth1",
            "type",
            "veth",
            "peer",
            "name",
            "eth1",
            "netns",
            peer().namespace());
    machine().ip("address", "add", "198.51.100.1/24", "dev", "eth1");
    machine().ip("link", "set", "eth1", "up");
    peer().ip("link", "set", "eth1", "up");
    assertNoEffect(opened(Injector.on(peer(), "eth1")), GOOD);
  }

  /** As all rows of section 5.2: against a Backup behind P, then against an Active. */
  private void assertNoEffect(Injector from, byte[] packet) throws Exception {
    Agent agent = start(100, 1000);
    become(agent, "Backup");
    long heard = injector().send(GOOD);
    from.repeat(packet, 7, Duration.ofMillis(500));
    Frame first = advert(Duration.ofSeconds(5));
    assertThat(Duration.ofNanos(first.nanos() - heard))
        .as("from P's last advert to our first")
        .isBetween(DOWN.minus(TOLERANCE), DOWN.plus(TOLERANCE));

    from.send(packet);
    for (int advert = 1; advert <= 2; advert++) {
      Frame next = advert(Duration.ofSeconds(2));
      assertThat(Duration.ofNanos(next.nanos() - first.nanos()))
          .as("advert %d after the first", advert)
          .isBetween(
              Duration.ofSeconds(advert).minus(TOLERANCE),
              Duration.ofSeconds(advert).plus(TOLERANCE));
    }
    assertThat(agent.state()).isEqualTo("Active");

    injector().send(GOOD);
    become(agent, "Backup");
  }

  /** The halves of rows R18 and R21 that are about the log. */
  @Test
  void otherAddressesAreLoggedOnceAndOtherVirtualRoutersNever() throws Exception {
    Agent agent = start(100, 1000);
    become(agent, "Backup");
    for (int packet = 0; packet < 5; packet++) {
      injector().send(Packets.frame(77, 200, List.of("192.0.2.77")));
      injector().send(Packets.frame(255, 200, List.of("192.0.2.77")));
      injector().send(Packets.frame("syn-v3-ipv4-vrid0"));
      injector().send(Packets.frame(51, 200, List.of("192.0.2.200")));
    }
    soon()
        .until(
            () ->
                agent.router().path("counters").path("address-list-errors").asInt() == 5
                    && agent.status().at("/counters/eth0/vrid-errors").asInt() == 15);
    List<String> warnings = agent.log().lines().filter(line -> line.contains("192.0.2.2")).toList();
    assertThat(warnings).hasSize(1);
    assertThat(warnings.getFirst()).contains("other addresses");
  }

  private static String octets(String address) {
    return HexFormat.of().formatHex(InetAddress.ofLiteral(address).getAddress());
  }

  private static String hex(byte[] frame, int offset, int length) {
    return HexFormat.of().formatHex(frame, offset, offset + length);
  }

  private static int sum(byte[] frame, int offset, int length) {
    int sum = 0;
    for (int index = offset; index < offset + length; index += 2) {
      sum += Short.toUnsignedInt(ByteBuffer.wrap(frame).getShort(index));
    }
    return (sum & 0xffff) + (sum >>> 16);
  }
}
