package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterConfigurationTest {

  @ParameterizedTest
  @CsvSource({
    "0, 100, 1000, 192.0.2.100, virtualRouterID 0",
    "256, 100, 1000, 192.0.2.100, virtualRouterID 256",
    "51, 0, 1000, 192.0.2.100, priority 0",
    "51, 256, 1000, 192.0.2.100, priority 256",
    "51, 100, 0, 192.0.2.100, advertisementIntervalMilliseconds 0",
    "51, 100, 5, 192.0.2.100, advertisementIntervalMilliseconds 5",
    "51, 100, 255, 192.0.2.100, advertisementIntervalMilliseconds 255",
    "51, 100, 40960, 192.0.2.100, advertisementIntervalMilliseconds 40960",
    "51, 100, 1000, '', addresses",
    "51, 100, 1000, 192.0.2.100 2001:db8::1, addresses",
    "51, 100, 1000, 192.0.2.100 192.0.2.100, addresses",
    "51, 100, 1000, 224.0.0.1, addresses",
    "51, 100, 1000, 127.0.0.1, addresses",
    "51, 100, 1000, 0.0.0.0, addresses",
    "51, 100, 1000, ff02::1, addresses",
  })
  void refusesWhatIsOutOfRangeAndNamesIt(
      int virtualRouterID, int priority, int intervalMilliseconds, String addresses, String named) {
    assertThatThrownBy(
            () ->
                new RouterConfiguration(
                    virtualRouterID, priority, intervalMilliseconds, true, parse(addresses)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(named);
  }

  @ParameterizedTest
  @CsvSource({
    "4, 1000, 0, 192.0.2.100, version 4",
    "1, 1000, 0, 192.0.2.100, version 1",
    "2, 500, 0, 192.0.2.100, advertisementIntervalMilliseconds 500",
    "2, 1500, 0, 192.0.2.100, advertisementIntervalMilliseconds 1500",
    "2, 256000, 0, 192.0.2.100, advertisementIntervalMilliseconds 256000",
    "2, 1000, 0, 2001:db8::1, version 2 is for IPv4 only",
    "3, 41000, 0, 192.0.2.100, advertisementIntervalMilliseconds 41000",
    "3, 1000, -1, 192.0.2.100, preemptDelaySeconds -1",
    "3, 1000, 3601, 192.0.2.100, preemptDelaySeconds 3601",
  })
  void refusesWhatAVersionDoesNotKnow(
      int version, int interval, int delay, String addresses, String named) {
    assertThatThrownBy(
            () ->
                new RouterConfiguration(51, version, 100, interval, true, delay, parse(addresses)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(named);
  }

  @ParameterizedTest
  @CsvSource({"2, 1000", "2, 255000", "3, 10", "3, 40950"})
  void knowsTheRangeOfEachVersion(int version, int interval) {
    RouterConfiguration configuration =
        new RouterConfiguration(51, version, 100, interval, true, 3600, parse("192.0.2.100"));

    assertThat(configuration.intervalNanos()).isEqualTo(interval * 1_000_000L);
    assertThat(configuration.withPriority(7).priority()).isEqualTo(7);
    assertThat(configuration.withPriority(7).withPriority(100)).isEqualTo(configuration);
  }

  @Test
  void linkLocalAddressesComeFirstAndTheRestKeepsItsOrder() {
    RouterConfiguration configuration =
        new RouterConfiguration(61, 100, 1000, true, parse("2001:db8::2 2001:db8::1 fe80::61"));

    assertThat(configuration.addresses()).isEqualTo(parse("fe80::61 2001:db8::2 2001:db8::1"));
  }

  private static List<InetAddress> parse(String addresses) {
    return Arrays.stream(addresses.split(" "))
        .filter(text -> !text.isEmpty())
        .map(InetAddress::ofLiteral)
        .toList();
  }
}
