package dev.virtualip.agent.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The kernel's tables under /proc/net, as a little-endian machine shows them. */
class RouteTest {

  private static final String HEADING =
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";

  private static final InetAddress VIRTUAL = InetAddress.ofLiteral("192.0.2.100");

  private static List<Route> read(String... lines) {
    assertThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    return List.of(lines).stream().flatMap(line -> Route.parse(line).stream()).toList();
  }

  @Test
  void readsRoutesInUse() {
    List<Route> routes =
        read(
            HEADING,
            "eth1\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0",
            "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
            "eth2\t000200C0\t00000000\t0000\t0\t0\t0\t00FFFFFF\t0\t0\t0",
            "");
    assertThat(routes).extracting(Route::interfaceName).containsExactly("eth1", "eth0");
    assertThat(routes.getFirst().isDefault()).isTrue();
    assertThat(routes.getFirst().metric()).isEqualTo(100);
    assertThat(routes.getLast().destination()).hasToString("192.0.2.0/24");
  }

  @Test
  void longestPrefixThenLeastMetricIsUsed() {
    List<Route> routes =
        read(
            "eth1\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0",
            "eth2\t000200C0\t00000000\t0001\t0\t0\t9\t00FFFFFF\t0\t0\t0",
            "eth0\t000200C0\t00000000\t0001\t0\t0\t1\t00FFFFFF\t0\t0\t0");
    assertThat(Route.to(VIRTUAL, routes).map(Route::interfaceName)).contains("eth0");
    assertThat(Route.byDefault(routes).map(Route::interfaceName)).contains("eth1");
    assertThat(Route.to(VIRTUAL, List.of())).isEqualTo(Optional.empty());
  }

  @Test
  void writesAddressesAsProcNetTcpDoes() {
    assertThat(LinuxHost.remote(VIRTUAL, 6443)).isEqualTo("640200C0:192B");
    assertThat(LinuxHost.remote(InetAddress.ofLiteral("2001:db8::100"), 443))
        .isEqualTo("B80D0120000000000000000000010000:01BB");
  }
}
