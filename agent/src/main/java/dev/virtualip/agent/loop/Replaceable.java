package dev.virtualip.agent.loop;

import java.util.concurrent.CompletableFuture;

/**
 * The protocol thread of a process that is to be replaced. No method blocks, and whatever becomes
 * of the successor, the thread goes on by itself unless {@link #cede} has come to true.
 */
public interface Replaceable {

  /** How long the thread stands still for a successor at most: 1.5 intervals, at least 100 ms. */
  long FREEZE_MILLISECONDS = 500;

  /** What would be handed over now. Nothing stops for it. */
  CompletableFuture<HandedState> preview();

  /**
   * Waits for a moment in which nothing is under way and no advert is due soon, then stands still,
   * and completes once no order for an address waits any more. Without {@link #cede} the thread
   * goes on by {@link #FREEZE_MILLISECONDS} at the latest, as after any other pause.
   */
  CompletableFuture<HandedState> freeze();

  /** Goes on at once, or no longer waits for the moment to stand still. */
  void thaw();

  /**
   * While it stands still: gives every lock back, never sends nor touches an address again, and
   * completes with true. Completes with false if it is too late for that. Either is the last word,
   * so it must be waited for.
   */
  CompletableFuture<Boolean> cede();
}
