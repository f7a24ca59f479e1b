package dev.virtualip.agent.health;

/** The one thread that owns the state of all checks, with a clock. Tests turn it by hand. */
interface Timer {

  /** Runs {@code task} on that thread, soon. */
  void execute(Runnable task);

  /** Runs {@code task} on that thread after {@code nanos}. */
  void schedule(long nanos, Runnable task);
}
