package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every row of the conformance checklist on environment events, and on addresses, ARP and neighbor
 * discovery, has a test that is named for it. Rows about virtual MAC addresses and accept mode are
 * deviations, which docs/protocol.md gives the reasons for.
 */
class ChecklistTest {

  private static final List<Class<?>> TESTS =
      List.of(
          AddressesIT.class,
          BadInputIT.class,
          DeadManIT.class,
          EnvironmentIT.class,
          ExitCodeIT.class,
          Ipv6AddressesIT.class,
          LeftOversIT.class,
          ManyRoutersIT.class,
          PreflightIT.class,
          TransmitFaultIT.class);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "E01", "E02", "E04", "E05", "E06", "E08", "E09", "E12", "E14", "E15", "E16", "E18"
      })
  void environmentEvent(String row) {
    assertThat(tests(row)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"A01", "A02", "A03", "A04", "A05", "A08", "A10", "A11", "A14", "A16", "A17"})
  void addressArpAndNeighborDiscovery(String row) {
    assertThat(tests(row)).isNotEmpty();
  }

  private static Stream<String> tests(String row) {
    return TESTS.stream()
        .flatMap(test -> Stream.of(test.getDeclaredMethods()))
        .map(Method::getName)
        .filter(name -> name.startsWith(row.toLowerCase(Locale.ROOT)) || names(name, row));
  }

  /** One test may be for two rows: e01e02... */
  private static boolean names(String name, String row) {
    return name.startsWith(row.toLowerCase(Locale.ROOT), row.length());
  }
}
