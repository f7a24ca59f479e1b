package dev.virtualip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.PeerMode;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which external peers a virtual router may have. */
class PeersCheckTest {

  @ParameterizedTest
  @CsvSource({
    "MULTICAST, 192.0.2.9, peerMode",
    "UNICAST, 192.0.2.09, externalPeers[0]",
    "UNICAST, router.example.org, externalPeers[0]",
    "BOTH, 224.0.0.18, externalPeers[0]",
    "BOTH, fe80::9, externalPeers[0]",
    "BOTH, 192.0.2.100, externalPeers[0]",
    "UNICAST, 192.0.2.9 192.0.2.9, externalPeers[1]",
  })
  void isRefusedByFieldWithACure(PeerMode mode, String external, String field) {
    assertThat(check(mode, List.of(external.split(" ", -1))))
        .hasValueSatisfying(
            it -> {
              assertThat(it.field()).isEqualTo(field);
              assertThat(it.cure()).isNotBlank();
            });
  }

  @ParameterizedTest
  @CsvSource({"UNICAST", "BOTH"})
  void unicastAddressesOfItsFamilyAreAccepted(PeerMode mode) {
    assertThat(check(mode, List.of("192.0.2.9", "192.0.2.8"))).isEmpty();
    assertThat(check(mode, List.of())).isEmpty();
  }

  @Test
  void thereAreBounds() {
    List<String> most = IntStream.range(0, 64).mapToObj(i -> "10.0.0." + i).toList();
    assertThat(check(PeerMode.UNICAST, most)).isEmpty();
    List<String> more = IntStream.range(0, 65).mapToObj(i -> "10.0.0." + i).toList();
    assertThat(check(PeerMode.UNICAST, more))
        .hasValueSatisfying(it -> assertThat(it.field()).isEqualTo("externalPeers"));
  }

  private static Optional<Refusal> check(PeerMode mode, List<String> external) {
    VirtualRouterSpec router = RouterSpecs.peers("lab", 51, "192.0.2.100", mode, external);
    return new RouterCheck().accept(new ConfiguredRouter("lab.yaml", router));
  }
}
