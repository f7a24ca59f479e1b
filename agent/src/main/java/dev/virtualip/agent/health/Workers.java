package dev.virtualip.agent.health;

/** Runs what may block. */
interface Workers {

  /** A run that has begun. */
  interface Run {
    /** Interrupts it; it may go on all the same. */
    void interrupt();
  }

  Run start(Runnable task);
}
