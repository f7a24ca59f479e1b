package dev.virtualip.agent.health;

import java.time.Duration;

/** One way of finding out whether something works. */
interface Probe {

  /**
   * Looks once. Runs on a thread of its own and may block; it is interrupted after {@code timeout}.
   *
   * @return a failure for everything that went wrong; the reason is in its message
   */
  CheckResult run(Duration timeout) throws InterruptedException;
}
