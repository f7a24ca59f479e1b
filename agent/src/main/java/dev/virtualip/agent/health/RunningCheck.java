package dev.virtualip.agent.health;

import dev.virtualip.api.v1alpha1.HealthCheck;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One check, run again and again. At most one run is under way: one that hangs in spite of its
 * timeout counts as a failure each period, and no second one is piled upon it. Everything but the
 * probe runs on the timer's thread.
 */
final class RunningCheck {

  private static final int PERIOD_MILLISECONDS = 1000;
  private static final int TIMEOUT_MILLISECONDS = 1000;
  private static final int FAILURE_THRESHOLD = 3;
  private static final int SUCCESS_THRESHOLD = 2;

  /** Apart from each other by chance, or all checks of all nodes would meet at one server. */
  private static final double JITTER = 0.05;

  /** A probe ends by its own timeout; this is for one that does not. */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Hears of every result, after the verdict. */
  interface Listener {
    void result(RunningCheck check, CheckResult result, boolean verdictChanged);
  }

  private final HealthCheck check;
  private final Probe probe;
  private final Timer timer;
  private final Workers workers;
  private final RandomGenerator random;
  private final Listener listener;
  private final Verdict verdict;
  private final Duration timeout;
  private final long periodNanos;

  private boolean stopped;
  private @Nullable Flight flight;
  private CheckResult last = CheckResult.passed("not run yet");

  /** One run. */
  private static final class Flight {
    boolean counted;
    Workers.@Nullable Run run;
  }

  RunningCheck(
      HealthCheck check,
      Probe probe,
      Timer timer,
      Workers workers,
      RandomGenerator random,
      Listener listener) {
    this.check = check;
    this.probe = probe;
    this.timer = timer;
    this.workers = workers;
    this.random = random;
    this.listener = listener;
    this.verdict =
        new Verdict(
            orElse(check.failureThreshold(), FAILURE_THRESHOLD),
            orElse(check.successThreshold(), SUCCESS_THRESHOLD));
    this.timeout = Duration.ofMillis(orElse(check.timeoutMilliseconds(), TIMEOUT_MILLISECONDS));
    this.periodNanos =
        TimeUnit.MILLISECONDS.toNanos(orElse(check.periodMilliseconds(), PERIOD_MILLISECONDS));
  }

  private static int orElse(@Nullable Integer value, int other) {
    return value == null ? other : value;
  }

  HealthCheck check() {
    return check;
  }

  boolean failing() {
    return verdict.failing();
  }

  /** What the last run saw. */
  CheckResult last() {
    return last;
  }

  /** Begins as one that fails: so it was found by who watched before. */
  void failedBefore(String message) {
    verdict.failedBefore();
    last = CheckResult.failed(message);
  }

  /** Runs it soon for the first time, so that its verdict is there before an election is over. */
  void start() {
    timer.schedule((long) (random.nextDouble() * Math.min(periodNanos, 100_000_000L)), this::run);
  }

  void stop() {
    stopped = true;
    interrupt(flight);
  }

  private void run() {
    if (stopped) {
      return;
    }
    timer.schedule((long) (periodNanos * (1 + JITTER * (2 * random.nextDouble() - 1))), this::run);
    if (flight != null) {
      count(CheckResult.failed("a run that began earlier still hangs"));
      return;
    }
    Flight begun = new Flight();
    flight = begun;
    begun.run = workers.start(() -> probe(begun));
    timer.schedule(timeout.toNanos() + GRACE_NANOS, () -> overdue(begun));
  }

  private void probe(Flight begun) {
    CheckResult result;
    try {
      result = probe.run(timeout);
    } catch (InterruptedException e) {
      result = CheckResult.failed("interrupted");
    } catch (RuntimeException e) {
      result = CheckResult.failed(e.toString());
    }
    CheckResult seen = result;
    timer.execute(() -> landed(begun, seen));
  }

  private void landed(Flight landed, CheckResult result) {
    flight = null;
    if (!landed.counted) {
      count(result);
    }
  }

  private void overdue(Flight overdue) {
    if (flight == overdue && !overdue.counted) {
      overdue.counted = true;
      interrupt(overdue);
      count(CheckResult.failed("no answer within " + timeout.toMillis() + " ms"));
    }
  }

  private static void interrupt(@Nullable Flight flight) {
    if (flight != null && flight.run != null) {
      flight.run.interrupt();
    }
  }

  private void count(CheckResult result) {
    if (!stopped) {
      last = result;
      listener.result(this, result, verdict.record(result.passed()));
    }
  }
}
