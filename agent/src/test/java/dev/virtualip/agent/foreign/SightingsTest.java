package dev.virtualip.agent.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.vrrp.Advertisement;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.ForeignVirtualRouter;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SightingsTest {

  private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");

  private final Sightings sightings = new Sightings();
  private long seconds;

  private void hear(int virtualRouterID, int priority, String source, String... addresses) {
    sightings.add(
        "eth0",
        Family.IPV4,
        InetAddress.ofLiteral(source),
        new Advertisement(
            3,
            virtualRouterID,
            priority,
            1000,
            List.of(addresses).stream().map(InetAddress::ofLiteral).toList()),
        START.plusSeconds(seconds),
        TimeUnit.SECONDS.toNanos(seconds));
  }

  private List<ForeignVirtualRouter> foreign(VirtualRouterSpec... own) {
    return sightings.foreign(List.of(own), TimeUnit.SECONDS.toNanos(seconds));
  }

  private static VirtualRouterSpec own(int virtualRouterID, String address) {
    return VirtualRouterSpec.of(
        new VirtualIPReference("own", "u", 1),
        Family.IPV4,
        "eth0",
        virtualRouterID,
        100,
        250,
        true,
        List.of(address));
  }

  @Test
  void tellsWhoUsesWhichNumberForWhat() {
    hear(51, 100, "192.0.2.9", "192.0.2.100", "192.0.2.101");

    assertThat(foreign())
        .containsExactly(
            new ForeignVirtualRouter(
                "eth0",
                Family.IPV4,
                51,
                "192.0.2.9",
                List.of("192.0.2.100", "192.0.2.101"),
                START));
  }

  @Test
  void ourOwnVirtualRouterIsNotForeignWhoeverSpeaksForIt() {
    hear(51, 100, "192.0.2.9", "192.0.2.100");

    assertThat(foreign(own(51, "192.0.2.100"))).isEmpty();
  }

  @Test
  void ourNumberWithOtherAddressesIsToldBeforeAllElse() {
    hear(7, 100, "192.0.2.9", "192.0.2.107");
    seconds = 1;
    hear(51, 100, "192.0.2.9", "192.0.2.200");

    assertThat(foreign(own(51, "192.0.2.100")))
        .extracting(ForeignVirtualRouter::virtualRouterID)
        .containsExactly(51, 7);
  }

  @Test
  void anotherActiveOfTheSameVirtualRouterIsNoNews() {
    hear(51, 100, "192.0.2.9", "192.0.2.100");
    List<ForeignVirtualRouter> before = foreign();
    seconds = 5;
    hear(51, 90, "192.0.2.8", "192.0.2.100");

    assertThat(foreign()).isEqualTo(before);
  }

  @Test
  void whoLeavesIsNotThere() {
    hear(51, 0, "192.0.2.9", "192.0.2.100");

    assertThat(foreign()).isEmpty();
  }

  @Test
  void whoIsSilentForHalfAMinuteIsForgotten() {
    hear(51, 100, "192.0.2.9", "192.0.2.100");
    seconds = 30;
    assertThat(foreign()).hasSize(1);
    seconds = 31;
    assertThat(foreign()).isEmpty();
  }

  @Test
  void tellsNoMoreThanTheSchemaTakesAndAlwaysTheSame() {
    for (int number = 100; number > 50; number--) {
      hear(number, 100, "192.0.2.9", "192.0.2." + number);
      seconds++;
    }
    seconds = 20;

    assertThat(foreign())
        .hasSize(32)
        .extracting(ForeignVirtualRouter::virtualRouterID)
        .startsWith(100, 99);
  }
}
