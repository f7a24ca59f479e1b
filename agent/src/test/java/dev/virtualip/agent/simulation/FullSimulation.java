package dev.virtualip.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * The simulation tier: 100,000 schedules of faults upon the real state machine, unless the system
 * properties {@code simulation.schedules} and {@code simulation.seed}, the first of as many
 * consecutive seeds, say otherwise.
 */
class FullSimulation {

  @Test
  void everyScheduleKeepsEveryPromise() {
    run(Long.getLong("simulation.seed", 1), Integer.getInteger("simulation.schedules", 100_000));
  }

  /** 120 s for all schedules; the compilers take some of that, be there many schedules or few. */
  private static double most(int schedules) {
    return 20 + schedules * (100.0 / 100_000);
  }

  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  static void run(long seed, int schedules) {
    long begin = System.nanoTime();
    long busyBefore = processorNanos();
    Campaign.Result result = Campaign.run(seed, schedules);
    double seconds = (System.nanoTime() - begin) / 1e9;
    double busy = (processorNanos() - busyBefore) / 1e9;
    Tally tally = result.tally();
    System.out.printf(
        Locale.ROOT,
        "simulation from seed %d: %.1f s, %.1f s of processor time on %d processors, load %.1f%n%s",
        seed,
        seconds,
        busy,
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        tally);

    assertThat(result.failures()).isEmpty();
    assertThat(tally.schedules()).isEqualTo(schedules);
    assertThat(tally.fewestDeliveries()).isGreaterThanOrEqualTo(100);
    assertThat(tally.fewestFaults()).isGreaterThanOrEqualTo(2);
    assertThat(tally.deliveries()).isGreaterThanOrEqualTo(200L * schedules);
    // Not by the wall clock: other processes may take what processors there are.
    assertThat(busy).as("seconds of processor time").isLessThanOrEqualTo(most(schedules));
    for (Fault fault : Fault.values()) {
      assertThat(tally.faults(fault)).as(fault.toString()).isPositive();
    }
  }
}
