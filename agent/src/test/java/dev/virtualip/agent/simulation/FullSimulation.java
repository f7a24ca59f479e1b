package dev.virtualip.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

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

  static void run(long seed, int schedules) {
    long begin = System.nanoTime();
    Campaign.Result result = Campaign.run(seed, schedules);
    double seconds = (System.nanoTime() - begin) / 1e9;
    Tally tally = result.tally();
    System.out.printf(
        Locale.ROOT,
        "simulation from seed %d: %.1f s on %d processors, load %.1f%n%s",
        seed,
        seconds,
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        tally);

    assertThat(result.failures()).isEmpty();
    assertThat(tally.schedules()).isEqualTo(schedules);
    assertThat(tally.fewestDeliveries()).isGreaterThanOrEqualTo(100);
    assertThat(tally.fewestFaults()).isGreaterThanOrEqualTo(2);
    assertThat(tally.deliveries()).isGreaterThanOrEqualTo(200L * schedules);
    for (Fault fault : Fault.values()) {
      assertThat(tally.faults(fault)).as(fault.toString()).isPositive();
    }
  }
}
