package dev.virtualip.agent.vrrp;

import static dev.virtualip.agent.vrrp.Path.MULTICAST;
import static dev.virtualip.agent.vrrp.Path.UNICAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.vrrp.HeardPaths.OneSided;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A peer that advertises each second, heard on two paths. */
class HeardPathsTest {

  private static final InetAddress PEER = InetAddress.ofLiteral("192.0.2.2");
  private static final long MILLISECOND = 1_000_000;

  /** So that a signed clock wraps around. */
  private static final long BEGIN = Long.MAX_VALUE - 3000 * MILLISECOND;

  private final HeardPaths paths = new HeardPaths();

  private boolean hear(Path path, int priority, long millis) {
    Advertisement advert = new Advertisement(3, 51, priority, 1000, List.of(RouterBench.VIRTUAL));
    return paths.isDuplicate(path, PEER, advert, BEGIN + millis * MILLISECOND);
  }

  @Test
  void secondOfTwoCopiesIsTheDuplicateWhicheverWayItCame() {
    assertThat(hear(MULTICAST, 200, 0)).isFalse();
    assertThat(hear(UNICAST, 200, 1)).isTrue();
    assertThat(hear(UNICAST, 200, 1000)).isFalse();
    assertThat(hear(MULTICAST, 200, 1001)).isTrue();
    assertThat(paths.oneSided()).isEmpty();
  }

  @Test
  void advertThatCameOneWayOnlyHasNoDuplicateInTheNextOne() {
    hear(MULTICAST, 200, 0);
    assertThat(hear(UNICAST, 200, 1000)).as("the copy of 0 was lost, so was one of 1000").isFalse();
    assertThat(hear(MULTICAST, 200, 2000)).isFalse();
  }

  @Test
  void otherContentIsNoDuplicate() {
    hear(MULTICAST, 200, 0);
    assertThat(hear(UNICAST, 0, 1)).isFalse();
    assertThat(hear(MULTICAST, 0, 2)).isTrue();
  }

  @Test
  void queueReadAfterAPausePathByPathIsAllDuplicatesAndNoFault() {
    hear(MULTICAST, 200, 0);
    hear(UNICAST, 200, 0);
    for (int advert = 0; advert < 6; advert++) {
      assertThat(hear(MULTICAST, 200, 6000)).isFalse();
    }
    for (int advert = 0; advert < 6; advert++) {
      assertThat(hear(UNICAST, 200, 6000)).isTrue();
    }
    assertThat(hear(UNICAST, 200, 6001)).isFalse();
    assertThat(paths.oneSided()).isEmpty();
  }

  @Test
  void pathIsMissedAfterSomeIntervalsAndNoMoreOnceHeard() {
    hear(MULTICAST, 200, 0);
    hear(UNICAST, 200, 1);
    for (int second = 1; second <= 4; second++) {
      hear(UNICAST, 200, 1000L * second);
      assertThat(paths.oneSided()).as("after %d intervals", second).isEmpty();
    }
    hear(UNICAST, 200, 5000);
    assertThat(paths.oneSided()).containsExactly(new OneSided(PEER, UNICAST));

    hear(MULTICAST, 200, 6000);
    assertThat(paths.oneSided()).isEmpty();
  }

  @Test
  void pathThatNeverWorkedIsMissedToo() {
    hearByMulticastAlone();
    assertThat(paths.oneSided()).containsExactly(new OneSided(PEER, MULTICAST));
  }

  @Test
  void nothingIsSaidOfWhoIsSilent() {
    hearByMulticastAlone();
    paths.retain(List.of());
    assertThat(paths.oneSided()).isEmpty();
  }

  private void hearByMulticastAlone() {
    for (int second = 0; second <= 5; second++) {
      hear(MULTICAST, 200, 1000L * second);
    }
  }
}
