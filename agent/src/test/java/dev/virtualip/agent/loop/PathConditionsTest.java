package dev.virtualip.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.vrrp.HeardPaths.OneSided;
import dev.virtualip.agent.vrrp.Path;
import dev.virtualip.agent.vrrp.Paths;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.RouterCondition;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is reported of peers and paths. */
class PathConditionsTest {

  private static final InetAddress PEER = InetAddress.ofLiteral("192.0.2.2");
  private static final InetAddress STRANGER = InetAddress.ofLiteral("192.0.2.7");
  private static final Paths BOTH = Paths.both(List.of(PEER));
  private static final VirtualRouterSpec SPEC =
      VirtualRouterSpec.of(
          new VirtualIPReference("ingress", "", 1),
          Family.IPV4,
          "eth0",
          51,
          100,
          250,
          true,
          List.of("192.0.2.100"));

  private static List<RouterCondition> of(Paths paths, OneSided... oneSided) {
    return PathConditions.of(SPEC, paths, List.of(oneSided));
  }

  private static void assertTells(List<RouterCondition> conditions, String reason, String cure) {
    assertThat(conditions)
        .singleElement()
        .satisfies(
            condition -> {
              assertThat(condition.type()).isEqualTo("PeerOnOnePath");
              assertThat(condition.reason()).isEqualTo(reason);
              assertThat(condition.message()).startsWith("192.0.2.").contains(cure);
            });
  }

  @Test
  void missingPathIsNamedWithThePeerAndTheCure() {
    assertTells(of(BOTH, new OneSided(PEER, Path.UNICAST)), "MulticastMissing", "224.0.0.18");
    assertTells(of(BOTH, new OneSided(PEER, Path.MULTICAST)), "UnicastMissing", "firewalls");
    assertTells(of(BOTH, new OneSided(STRANGER, Path.MULTICAST)), "NotAPeer", "peers.external");
  }

  @Test
  void unicastWithoutPeersSaysThatItElectsAlone() {
    assertThat(of(Paths.unicastOnly(List.of())))
        .singleElement()
        .satisfies(
            condition -> {
              assertThat(condition.type()).isEqualTo("NoPeers");
              assertThat(condition.message()).contains("elects alone", "peers.external");
            });
    assertThat(of(Paths.unicastOnly(List.of(PEER)))).isEmpty();
  }

  @Test
  void nothingIsSaidWhileAllIsWellNorOfMulticast() {
    assertThat(of(BOTH)).isEmpty();
    assertThat(of(Paths.MULTICAST_ONLY)).isEmpty();
  }

  @Test
  void manyOfThemLeaveRoomInTheStatus() {
    OneSided[] many =
        IntStream.range(1, 60)
            .mapToObj(host -> InetAddress.ofLiteral("192.0.2." + host))
            .map(source -> new OneSided(source, Path.UNICAST))
            .toArray(OneSided[]::new);
    assertThat(of(BOTH, many)).hasSize(8);
  }
}
