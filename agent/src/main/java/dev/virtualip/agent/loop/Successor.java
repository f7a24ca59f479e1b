package dev.virtualip.agent.loop;

import java.util.concurrent.CompletableFuture;

/**
 * The protocol thread of a process that waits to take the place of another one. It opens sockets
 * and listens, but neither sends nor takes a lock nor touches an address before {@link #begin} or
 * {@link #resume}; what it is told until then waits. No method blocks.
 */
public interface Successor {

  /** Opens the sockets that the routers of {@code preview} need. */
  CompletableFuture<Void> prepare(HandedState preview);

  /** From now on leaves adverts in the sockets, so that {@link #resume} finds them. */
  void brace();

  /** The other process goes on: adverts are none of our business again. */
  void relax();

  /** Goes on where the other process has stopped. */
  CompletableFuture<Void> resume(HandedState state);

  /** There is nothing to take over: begins afresh. */
  void begin();
}
