package dev.virtualip.agent.vrrp;

/**
 * How long a Backup lets an Active of lower priority be: a node that has just come up should not
 * take the addresses before its services are there. It runs once in each time as Backup, from the
 * first advertisement of lower priority.
 */
final class PreemptDelay {

  private boolean running;
  private boolean over;
  private long startedAt;

  /** A new time as Backup begins. */
  void reset() {
    running = false;
    over = false;
  }

  /** The Active left: whoever is next need not be spared. */
  void end() {
    over = true;
  }

  RouterMemory.Delay memory() {
    return new RouterMemory.Delay(running, over, startedAt);
  }

  void recall(RouterMemory.Delay memory) {
    running = memory.running();
    over = memory.over();
    startedAt = memory.startedAt();
  }

  /** Whether the sender of {@code advert}, which is of lower priority, is let be. */
  boolean spares(Advertisement advert, RouterConfiguration own, long now) {
    if (advert.priority() <= Standing.RESERVE_BAND) {
      over = true;
    }
    if (over || own.owner()) {
      return false;
    }
    if (!running) {
      running = true;
      startedAt = now;
    }
    over = now - startedAt >= Intervals.nanos(own.preemptDelaySeconds() * 1000L);
    return !over;
  }
}
