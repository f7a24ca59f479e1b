package dev.virtualip.agent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Octets are counted and not timed, so that this holds on any machine, however busy. */
class ReceptionCostTest {

  private static final int ADVERTS = 10_000;

  @Test
  void anAdvertOfTheActiveCostsABackupAtMost64Octets() {
    assertThat(octetsPerAdvert(new ReceptionBench.Ipv4())).isLessThanOrEqualTo(64);
  }

  @Test
  void anAdvertOfTheActiveCostsABackupAtMost64OctetsOverIpv6() {
    assertThat(octetsPerAdvert(new ReceptionBench.Ipv6())).isLessThanOrEqualTo(64);
  }

  private static double octetsPerAdvert(BackupUnderTest backup) {
    // What the JVM makes once, at the first call of each kind.
    backup.decodeAndHandle();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int advert = 0; advert < ADVERTS; advert++) {
      backup.decodeAndHandle();
    }
    return (double) (threads.getCurrentThreadAllocatedBytes() - before) / ADVERTS;
  }
}
