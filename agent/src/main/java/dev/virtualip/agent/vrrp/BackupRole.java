package dev.virtualip.agent.vrrp;

/** What a Backup does: it waits for the Active to fall silent (RFC 9568 section 6.4.2). */
final class BackupRole {

  final ActiveDownTimer timer;
  private final PreemptDelay delay = new PreemptDelay();

  BackupRole(RouterConfiguration own) {
    timer = new ActiveDownTimer(own);
  }

  /** Nothing is known of any Active. */
  void begin(RouterConfiguration own, long now) {
    delay.reset();
    timer.startAfresh(own, now);
  }

  /** There is an Active to follow, whatever its priority. */
  void beginBehind(Advertisement advert, RouterConfiguration own, long now) {
    delay.reset();
    timer.follow(advert, own, now);
  }

  /** Returns whether the sender is accepted as the Active. */
  boolean received(Advertisement advert, RouterConfiguration own, long now) {
    if (advert.priority() == Advertisement.PRIORITY_LEAVING) {
      delay.end();
      timer.activeLeaves(own, now);
      return false;
    }
    boolean accepted = accepts(advert, own, now);
    if (accepted) {
      timer.follow(advert, own, now);
    }
    return accepted;
  }

  private boolean accepts(Advertisement advert, RouterConfiguration own, long now) {
    if (advert.priority() >= own.priority()) {
      return true;
    }
    boolean preempts = own.preempt() || own.owner() || advert.priority() <= Standing.RESERVE_BAND;
    return !preempts || delay.spares(advert, own, now);
  }

  RouterMemory.Delay delay() {
    return delay.memory();
  }

  void recall(RouterMemory memory, RouterConfiguration own) {
    delay.recall(memory.preemptDelay());
    timer.recall(memory.waiting(), own);
  }

  boolean due(long now) {
    return timer.deadline.due(now);
  }

  TransitionReason reason() {
    return timer.activeLeft() ? TransitionReason.ACTIVE_LEFT : TransitionReason.ACTIVE_DOWN;
  }
}
