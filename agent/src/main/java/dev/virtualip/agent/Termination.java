package dev.virtualip.agent;

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * SIGTERM and SIGINT, caught by a handler of our own: with a shutdown hook the JVM would exit with
 * 143, and a planned end is no failure.
 */
final class Termination {

  private final CompletableFuture<Void> first = new CompletableFuture<>();
  private @Nullable Runnable onSecond;

  private Termination() {}

  static Termination install() {
    Termination termination = new Termination();
    handle("TERM", termination::signalled);
    handle("INT", termination::signalled);
    return termination;
  }

  /**
   * {@code sun.misc.Signal.handle}, by reflection: module jdk.unsupported exports it for this, yet
   * javac warns of it in a way that nothing suppresses, and our warnings are errors.
   */
  private static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              Termination.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                action.run();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("module jdk.unsupported is not in this runtime", e);
    }
  }

  private synchronized void signalled() {
    if (!first.isDone()) {
      first.complete(null);
    } else if (onSecond != null) {
      onSecond.run();
    }
  }

  /** Completes with the first signal; what depends on it must not block. */
  CompletableFuture<Void> first() {
    return first;
  }

  /** What a further signal does. */
  synchronized void onSecond(Runnable action) {
    onSecond = action;
  }
}
