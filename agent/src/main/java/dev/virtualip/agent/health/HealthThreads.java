package dev.virtualip.agent.health;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One thread that decides, and as many as there are runs under way. Not virtual threads: name
 * resolution blocks the thread below them, of which there are no more than processors, and two
 * names that hang would stop every other check.
 */
final class HealthThreads implements Timer, Workers, AutoCloseable {

  private static final long IDLE_SECONDS = 10;
  private static final long STACK_OCTETS = 256 * 1024;

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, threads("health"));
  private final ExecutorService workers = pool("check");

  HealthThreads() {
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void execute(Runnable task) {
    if (!timer.isShutdown()) {
      timer.execute(task);
    }
  }

  @Override
  public void schedule(long nanos, Runnable task) {
    if (!timer.isShutdown()) {
      var _ = timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public Run start(Runnable task) {
    Future<?> run = workers.submit(task);
    return () -> run.cancel(true);
  }

  /** Interrupts every run and waits for none. */
  @Override
  public void close() {
    timer.shutdownNow();
    workers.shutdownNow();
  }

  private static ExecutorService pool(String name) {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        threads(name));
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread =
          new Thread(null, task, name + "-" + number.incrementAndGet(), STACK_OCTETS, false);
      thread.setDaemon(true);
      return thread;
    };
  }
}
