package dev.virtualip.agent.vrrp;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Which role a router has, since when, and how it came to it. */
final class Tenure {

  private final ActionSink sink;
  private State state = State.INITIALIZE;
  private long since;
  private boolean begun;
  private TransitionReason reason = TransitionReason.STARTUP;
  private @Nullable Promotion promotion;

  Tenure(ActionSink sink, long now) {
    this.sink = sink;
    this.since = now;
  }

  State state() {
    return state;
  }

  /** Whether it ever took part. */
  boolean begun() {
    return begun;
  }

  long since() {
    return since;
  }

  TransitionReason reason() {
    return reason;
  }

  /** How it last became Active; null if it never did. */
  @Nullable Promotion promotion() {
    return promotion;
  }

  RouterMemory.Role memory() {
    return new RouterMemory.Role(
        state, since, begun, reason, promotion == null ? null : promotion.memory());
  }

  /** Nothing is entered: it is the same tenure, in another process. */
  void recall(RouterMemory.Role memory) {
    state = memory.state();
    since = memory.since();
    begun = memory.begun();
    reason = memory.reason();
    RouterMemory.Promoted promoted = memory.promoted();
    promotion = promoted == null ? null : Promotion.of(promoted);
  }

  void enter(State to, TransitionReason why, long now) {
    State from = state;
    state = to;
    since = now;
    reason = why;
    begun = true;
    sink.perform(new Action.Enter(from, to, why));
  }

  /**
   * @param silence of the Active before
   */
  void promoted(TransitionReason why, OptionalLong silence, long now) {
    promotion = new Promotion(why, now, silence, OptionalLong.empty());
    enter(State.ACTIVE, why, now);
  }

  /** The kernel has every address. */
  void bound(long now) {
    if (promotion != null) {
      promotion = promotion.boundAt(now);
    }
  }
}
