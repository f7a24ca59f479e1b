package dev.virtualip.agent.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Many schedules, on all processors. */
final class Campaign {

  /** What became of the schedule of one seed that failed. */
  record Failure(long seed, Violation violation, String journal) {

    @Override
    public String toString() {
      return "seed " + seed + ": " + violation.getMessage() + "\n" + journal;
    }
  }

  /** What all of them came to. */
  record Result(Tally tally, List<Failure> failures) {}

  private static final int MOST_FAILURES = 5;

  private Campaign() {}

  /** Runs the schedules of {@code count} seeds from {@code first} on. */
  static Result run(long first, int count) {
    return run(first, count, Mutation.NONE);
  }

  static Result run(long first, int count, Mutation mutation) {
    int threads = Runtime.getRuntime().availableProcessors();
    AtomicLong next = new AtomicLong(first);
    AtomicLong failed = new AtomicLong();
    Tally total = new Tally();
    List<Failure> failures = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<Result>> parts = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        parts.add(executor.submit(() -> work(next, first + count, mutation, failed)));
      }
      for (Future<Result> part : parts) {
        total.add(part.get().tally());
        failures.addAll(part.get().failures());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return new Result(total, List.copyOf(failures));
  }

  private static Result work(AtomicLong next, long end, Mutation mutation, AtomicLong failed) {
    Tally tally = new Tally();
    List<Failure> failures = new ArrayList<>();
    for (long seed = next.getAndIncrement();
        seed < end && failed.get() < MOST_FAILURES;
        seed = next.getAndIncrement()) {
      try {
        new World(seed, mutation, new Journal(false), tally).run();
      } catch (Violation e) {
        failed.incrementAndGet();
        replay(seed, mutation).ifPresent(failures::add);
      }
    }
    return new Result(tally, failures);
  }

  /** Runs one schedule and writes its journal; empty if all is well. */
  static Optional<Failure> replay(long seed, Mutation mutation) {
    Journal journal = new Journal(true);
    try {
      new World(seed, mutation, journal, new Tally()).run();
      return Optional.empty();
    } catch (Violation e) {
      return Optional.of(new Failure(seed, e, journal.toString()));
    }
  }
}
