package dev.virtualip.agent.loop;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the protocol thread stands in a replacement of its process: which commands it obeys, and
 * whether it reads and acts. Standing still needs no other care than that, because all that follows
 * a pause is in the state machines already.
 */
final class Relay {

  private static final long MOST_FREEZE_NANOS =
      TimeUnit.MILLISECONDS.toNanos(Replaceable.FREEZE_MILLISECONDS);

  /** Less is no time for another process to answer. */
  private static final long LEAST_FREEZE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** How long nothing should be due when the thread stops; less and less as time goes by. */
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private enum Phase {
    /** Until the predecessor has ceded. */
    WAITING,
    /** The predecessor is about to cede. */
    BRACED,
    RUNNING,
    /** Waits for a moment to freeze. */
    WANTED,
    FROZEN,
    CEDED
  }

  private Phase phase;
  private long wantedAt;
  private long frozenUntil;
  private @Nullable CompletableFuture<HandedState> wanted;

  /**
   * @param waits whether there may be a predecessor
   */
  Relay(boolean waits) {
    phase = waits ? Phase.WAITING : Phase.RUNNING;
  }

  /** Whether sockets are read. */
  boolean listens() {
    return acts() || phase == Phase.WAITING;
  }

  /** Whether timers fire. */
  boolean acts() {
    return phase == Phase.RUNNING || phase == Phase.WANTED;
  }

  /** Whether there is anything to tell of it. */
  boolean ceded() {
    return phase == Phase.CEDED;
  }

  /** Whether {@code command} is obeyed now; otherwise it waits until the thread acts. */
  boolean admits(Command command) {
    return switch (command) {
      case Command.Configure _,
          Command.Drain _,
          Command.Stand _,
          Command.Leave _,
          Command.Refused _ ->
          acts();
      case Command.Diagnose _,
          Command.Preview _,
          Command.Freeze _,
          Command.Thaw _,
          Command.Cede _,
          Command.Prepare _,
          Command.Brace _,
          Command.Resume _,
          Command.Begin _,
          Command.Stop _ ->
          true;
    };
  }

  /** Ends a freeze that has lasted. */
  void expire(long now) {
    if (phase == Phase.FROZEN && now - frozenUntil >= 0) {
      phase = Phase.RUNNING;
    }
  }

  void want(CompletableFuture<HandedState> state, long now) {
    if (phase != Phase.RUNNING) {
      state.completeExceptionally(new IllegalStateException("not in a state to be replaced"));
      return;
    }
    phase = Phase.WANTED;
    wanted = state;
    wantedAt = now;
  }

  boolean wantsToFreeze() {
    return phase == Phase.WANTED;
  }

  /**
   * Stops if this is the moment.
   *
   * @param due when the next timer is due
   * @param intervalNanos the shortest between two adverts: a Backup elsewhere gives us up after
   *     three, so a successor that hangs must cost less
   * @return what is to be completed with the state; null if the thread goes on
   */
  @Nullable CompletableFuture<HandedState> freeze(OptionalLong due, long intervalNanos, long now) {
    if (phase != Phase.WANTED) {
      return null;
    }
    long impatience = QUIET_NANOS * (now - wantedAt) / PATIENCE_NANOS;
    if (due.isPresent() && due.getAsLong() - now < QUIET_NANOS - impatience) {
      return null;
    }
    phase = Phase.FROZEN;
    frozenUntil = now + Math.clamp(intervalNanos * 3 / 2, LEAST_FREEZE_NANOS, MOST_FREEZE_NANOS);
    return wanted;
  }

  void thaw() {
    if (phase == Phase.FROZEN || phase == Phase.WANTED) {
      phase = Phase.RUNNING;
    }
  }

  /** Returns false if it is too late. */
  boolean cede(long now) {
    expire(now);
    if (phase != Phase.FROZEN) {
      return false;
    }
    phase = Phase.CEDED;
    return true;
  }

  void brace(boolean braced) {
    if (phase == Phase.WAITING || phase == Phase.BRACED) {
      phase = braced ? Phase.BRACED : Phase.WAITING;
    }
  }

  /** Returns false if it runs already. */
  boolean begin() {
    if (phase != Phase.WAITING && phase != Phase.BRACED) {
      return false;
    }
    phase = Phase.RUNNING;
    return true;
  }

  /** When the thread must turn for this; empty if nothing hangs on it. */
  OptionalLong deadline() {
    return phase == Phase.FROZEN ? OptionalLong.of(frozenUntil) : OptionalLong.empty();
  }
}
