package dev.virtualip.agent.health;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Time that is turned by hand, and workers that work when told to. */
final class FakeThreads implements Timer, Workers, AutoCloseable {

  private record Task(long at, long number, Runnable what) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
    }
  }

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private final List<Runnable> hanging = new ArrayList<>();
  private long now;
  private long number;
  private int interrupts;
  private boolean hang;

  /** From now on runs begin and don't end until {@link #letGo}. */
  void hang(boolean hang) {
    this.hang = hang;
  }

  void letGo() {
    List.copyOf(hanging).forEach(Runnable::run);
    hanging.clear();
  }

  int hanging() {
    return hanging.size();
  }

  int interrupts() {
    return interrupts;
  }

  void toMillis(long millis) {
    long end = millis * 1_000_000;
    while (!tasks.isEmpty() && tasks.element().at() <= end) {
      Task task = tasks.remove();
      now = task.at();
      task.what().run();
    }
    now = end;
  }

  @Override
  public void execute(Runnable task) {
    schedule(0, task);
  }

  @Override
  public void schedule(long nanos, Runnable task) {
    tasks.add(new Task(now + nanos, number++, task));
  }

  @Override
  public Run start(Runnable task) {
    if (hang) {
      hanging.add(task);
    } else {
      task.run();
    }
    return () -> interrupts++;
  }

  @Override
  public void close() {}
}
