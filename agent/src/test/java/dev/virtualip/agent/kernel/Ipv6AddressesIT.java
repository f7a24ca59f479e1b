package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.kernel.Capture.Frame;
import dev.virtualip.agent.linux.netlink.NetlinkEvent;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Addresses and neighbor discovery: rows of section 5.5 of the conformance checklist for IPv6, each
 * test named for its row.
 */
class Ipv6AddressesIT extends OneAgent {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String ADDRESS = "2001:db8::100";
  private static final String SECOND = "2001:db8::101";
  private static final int ADVERTISEMENT = 136;
  private static final int NEXT_HEADER = 2 * 20;
  private static final int HOP_LIMIT = 2 * 21;
  private static final int DESTINATION = 2 * 38;
  private static final int ICMP = 2 * 54;
  private static final int TARGET = ICMP + 2 * 8;
  private static final int OPTION = TARGET + 2 * 16;

  /** With a list of group records, as hosts send it today (RFC 3810 section 5.2). */
  private static final String MULTICAST_REPORT = "8f";

  private static String manifest(String... addresses) {
    return Manifest.of("dut", 100, List.of(addresses));
  }

  private static String octets(String address) {
    return HexFormat.of().formatHex(InetAddress.ofLiteral(address).getAddress());
  }

  private static boolean isAnnouncement(Frame frame) {
    return frame.isIcmpv6(ADVERTISEMENT)
        && frame.hex().startsWith(octets("ff02::1"), DESTINATION)
        && (targets(frame, ADDRESS) || targets(frame, SECOND));
  }

  private static boolean targets(Frame frame, String address) {
    return frame.hex().startsWith(octets(address), TARGET);
  }

  private static Duration between(Frame one, Frame other) {
    return Duration.ofNanos(other.nanos() - one.nanos());
  }

  private Frame ipv6Advert() throws InterruptedException {
    return frame(frame -> frame.isIpv6(VRRP), LIMIT, "IPv6 advert");
  }

  @Test
  void a03AnnouncesEachAddressToAllNodesAtOnceAndAgain() throws Exception {
    start(manifest(ADDRESS, SECOND), 250);
    Frame advert = ipv6Advert();
    List<Frame> announcements = new ArrayList<>();
    for (int count = 0; count < 10; count++) {
      announcements.add(frame(Ipv6AddressesIT::isAnnouncement, LIMIT, "announcement"));
    }

    String mac = macOf(machine());
    for (Frame frame : announcements) {
      String hex = frame.hex();
      assertThat(hex).as("destination, source").startsWith("333300000001" + mac);
      assertThat(hex.substring(HOP_LIMIT, HOP_LIMIT + 2)).isEqualTo("ff");
      assertThat(hex.substring(ICMP, ICMP + 4)).as("type and code").isEqualTo("8800");
      // Not a router, not an answer, and it replaces what was known.
      assertThat(hex.substring(ICMP + 8, ICMP + 16)).as("flags").isEqualTo("20000000");
      assertThat(hex.substring(OPTION)).as("target link-layer address").isEqualTo("0201" + mac);
    }
    for (String address : List.of(ADDRESS, SECOND)) {
      List<Frame> each = announcements.stream().filter(frame -> targets(frame, address)).toList();
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

  @Test
  void a08ActiveAnswersANeighborSolicitationAtOnce() throws Exception {
    start(manifest(ADDRESS), 250);
    byte[] question = solicitation();
    Frame advert = ipv6Advert();
    Optional<Frame> answer = Optional.empty();
    for (int asked = 0; answer.isEmpty() && asked < 100; asked++) {
      injector().send(question);
      answer = capture().next(Ipv6AddressesIT::isAnswer, Duration.ofMillis(10));
    }
    assertThat(answer).isPresent();
    assertThat(between(advert, answer.get())).isLessThan(Duration.ofMillis(100));
    String mac = macOf(machine());
    assertThat(answer.get().hex()).startsWith(macOf(peer()) + mac);
    assertThat(answer.get().hex().substring(OPTION)).isEqualTo("0201" + mac);
  }

  private static boolean isAnswer(Frame frame) {
    // Solicited and override; a host has no router flag.
    return frame.isIcmpv6(ADVERTISEMENT)
        && targets(frame, ADDRESS)
        && frame.hex().startsWith("60", ICMP + 8);
  }

  /** Who has the address, asked by the peer of its solicited-node group (RFC 4861 section 4.3). */
  private byte[] solicitation() {
    String message =
        "87000000" + "00000000" + octets(ADDRESS) + "0101" + macOf(peer()); // checksum 0 as yet
    String addresses = octets(peer().ipv6Address()) + octets("ff02::1:ff00:100");
    String checksum = "%04x".formatted(checksum(addresses + "00000020" + "0000003a" + message));
    return HexFormat.of()
        .parseHex(
            "3333ff000100%s86dd6000000000203aff%s%s%s%s"
                .formatted(macOf(peer()), addresses, "8700", checksum, message.substring(8)));
  }

  private static int checksum(String hex) {
    ByteBuffer octets = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    int sum = 0;
    while (octets.hasRemaining()) {
      sum += Short.toUnsignedInt(octets.getShort());
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    return ~(sum + (sum >>> 16)) & 0xffff;
  }

  /** Ten seconds instead of the row's sixty: each second is as the next. */
  @Test
  void a14RenewalsAreFewAndCauseFewMulticastReports() throws Exception {
    Agent agent = start(manifest(ADDRESS), 250);
    soon().until(() -> agent.router("IPv6").path("addressesBound").asBoolean());
    // Those of the promotion itself are sent twice.
    capture().next(frame -> false, Duration.ofSeconds(2));
    try (Events kernel = Events.start(machine());
        Capture reports = Capture.start(peer())) {
      int renewals = 0;
      long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (kernel
          .next(Ipv6AddressesIT::renews, Duration.ofNanos(end - System.nanoTime()))
          .isPresent()) {
        renewals++;
      }
      int reported = 0;
      while (reports.next(this::isMulticastReport, Duration.ZERO).isPresent()) {
        reported++;
      }
      assertThat(renewals).as("renewals in 10 s").isBetween(4, 10);
      assertThat(reported)
          .as("multicast listener reports with %d renewals", renewals)
          .isLessThanOrEqualTo((int) Math.ceil(2.2 * renewals));
    }
  }

  private static boolean renews(NetlinkEvent event) {
    return event instanceof NetlinkEvent.AddressAdded(var added)
        && added.address().equals(InetAddress.ofLiteral(ADDRESS));
  }

  /** Behind a hop-by-hop header with a router alert. */
  private boolean isMulticastReport(Frame frame) {
    return frame.hex().startsWith(macOf(machine()), 12)
        && frame.is(0x86dd)
        && frame.hex().startsWith("00", NEXT_HEADER)
        && frame.hex().startsWith(MULTICAST_REPORT, ICMP + 2 * 8);
  }
}
