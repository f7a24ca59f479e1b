package dev.virtualip.agent.simulation;

import org.junit.jupiter.api.Test;

/** As many schedules as a build has time for; {@link FullSimulation} runs them all. */
class SimulationTest {

  @Test
  void everyScheduleKeepsEveryPromise() {
    FullSimulation.run(1, 10_000);
  }
}
