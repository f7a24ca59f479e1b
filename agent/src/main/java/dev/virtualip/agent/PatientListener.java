package dev.virtualip.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A listener whose port may be taken. Who has taken over from another process is in charge by the
 * time it needs the port, and ending then would leave nobody: it goes on without, and opens the
 * listener when it can.
 *
 * @param <T> closes its port
 */
final class PatientListener<T extends AutoCloseable> implements AutoCloseable {

  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration QUICK_RETRY = Duration.ofMillis(10);

  /** Opens the port. */
  interface Opener<T> {
    T open() throws IOException;
  }

  private final Opener<T> opener;
  private final List<Runnable> waiting = new ArrayList<>();
  private @Nullable T listener;
  private @Nullable Thread retrying;
  private boolean closed;

  private PatientListener(Opener<T> opener) {
    this.opener = opener;
  }

  /** Opens at once or not at all. */
  static <T extends AutoCloseable> PatientListener<T> now(Opener<T> opener) throws IOException {
    PatientListener<T> opened = new PatientListener<>(opener);
    opened.listener = opener.open();
    return opened;
  }

  /**
   * Waits for the port, first with the caller and then without.
   *
   * @param quick how long the caller waits
   * @param complain is told once, when that was in vain
   */
  static <T extends AutoCloseable> PatientListener<T> sometime(
      Opener<T> opener, Duration quick, Consumer<IOException> complain)
      throws InterruptedException {
    PatientListener<T> patient = new PatientListener<>(opener);
    long end = System.nanoTime() + quick.toNanos();
    while (true) {
      try {
        patient.listener = opener.open();
        return patient;
      } catch (IOException e) {
        if (System.nanoTime() - end > 0) {
          complain.accept(e);
          patient.retry();
          return patient;
        }
      }
      Thread.sleep(QUICK_RETRY);
    }
  }

  private synchronized void retry() {
    retrying = Thread.ofPlatform().daemon().name("listen").start(this::keepTrying);
  }

  private void keepTrying() {
    try {
      while (!tryAgain()) {
        Thread.sleep(RETRY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean tryAgain() {
    if (closed) {
      return true;
    }
    try {
      listener = opener.open();
    } catch (IOException e) {
      return false;
    }
    waiting.forEach(Runnable::run);
    waiting.clear();
    return true;
  }

  /** Runs {@code task} now, or when the port is open. */
  synchronized void whenOpen(Runnable task) {
    if (listener != null) {
      task.run();
    } else {
      waiting.add(task);
    }
  }

  /** Null while the port is not open. */
  synchronized @Nullable T listener() {
    return listener;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (retrying != null) {
      retrying.interrupt();
    }
    if (listener != null) {
      try {
        listener.close();
      } catch (Exception e) {
        throw new IllegalStateException("a listener can't be closed", e);
      }
      listener = null;
    }
  }
}
