package dev.virtualip.agent.linux;

import static dev.virtualip.agent.linux.LibC.CALLS;

/**
 * An open file descriptor and the duty to close it once. Closing twice would close somebody else's
 * descriptor, because the kernel hands numbers out again.
 */
final class Descriptor implements AutoCloseable {

  private final int number;
  private boolean closed;

  Descriptor(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      // Linux releases the number even where close() reports an error, so there is nothing to
      // retry.
      CALLS.close(number);
    }
  }
}
