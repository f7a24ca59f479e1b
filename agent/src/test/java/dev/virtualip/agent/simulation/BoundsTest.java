package dev.virtualip.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Bounds against figures that the design and the RFC name, or that follow by hand. */
class BoundsTest {

  /** At the defaults with a best Backup of at least 130 nobody holds for at most 0.95 s. */
  @Test
  void noHolderAtTheDefaults() {
    long bound = Bounds.noHolder(3, 130, 250 * Bounds.MILLISECOND);
    assertThat(bound).isBetween(940 * Bounds.MILLISECOND, 950 * Bounds.MILLISECOND);
  }

  @ParameterizedTest
  @CsvSource({
    "10, false, 1",
    "330, false, 1",
    "1000, false, 1",
    "2000, false, 3",
    "10000, false, 22",
    "40950, false, 94",
    "250, true, 3",
    "2000, true, 3",
    "10000, true, 22"
  })
  void lifetimes(int intervalMillis, boolean ipv6, int seconds) {
    assertThat(Bounds.lifetime(intervalMillis * Bounds.MILLISECOND, ipv6))
        .isEqualTo(seconds * Bounds.SECOND);
  }

  /** From 1 s on the dead man's switch is faster than the Backups, lost adverts aside. */
  @ParameterizedTest
  @CsvSource({"1000, 0, 0", "10000, 0, 0", "40950, 0, 0", "1000, 1, 1042.5", "250, 0, 1717.5"})
  void twoHoldersAfterFailure(int intervalMillis, int lost, double millis) {
    long interval = intervalMillis * Bounds.MILLISECOND;
    assertThat(Bounds.twoHoldersAfterFailure(interval, false, interval, lost) / 1e6)
        .isEqualTo(millis);
  }

  /** RFC 9568 section 6.1, priority 100 at 1 s: down after 3.609 s. */
  @Test
  void skew() {
    assertThat(Bounds.skew(3, 100, Bounds.SECOND) / 1e6).isEqualTo(609.375);
    assertThat(Bounds.skew(3, 100, 2 * Bounds.SECOND) / 1e6).isEqualTo(1218.75);
    assertThat(Bounds.skew(2, 100, 2 * Bounds.SECOND) / 1e6).isEqualTo(609.375);
  }

  @ParameterizedTest
  @CsvSource({"10, 260", "1000, 1250", "1250, 1500", "40950, 1500"})
  void planned(int intervalMillis, int millis) {
    assertThat(Bounds.planned(intervalMillis * Bounds.MILLISECOND))
        .isEqualTo(millis * Bounds.MILLISECOND);
  }
}
