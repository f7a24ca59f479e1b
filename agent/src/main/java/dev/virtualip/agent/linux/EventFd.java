package dev.virtualip.agent.linux;

import static dev.virtualip.agent.linux.LibC.CALLS;

import java.nio.ByteBuffer;

/** Wakes a thread that waits in {@link Epoll}; any thread may signal. */
public final class EventFd implements Pollable, AutoCloseable {

  private static final int EFD_NONBLOCK_CLOEXEC = 0x80800;

  private final Descriptor descriptor;
  private final ByteBuffer one = Kernel.allocate(Long.BYTES).putLong(0, 1);
  private final ByteBuffer count = Kernel.allocate(Long.BYTES);

  private EventFd(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  public static EventFd open() throws ErrnoException {
    int fd = Kernel.require(CALLS.eventfd(0, EFD_NONBLOCK_CLOEXEC), "eventfd", "open a wake-up");
    return new EventFd(new Descriptor(fd));
  }

  /** Wakes the waiting thread; without effect once closed. */
  public void signal() throws ErrnoException {
    // Held against close(), after which the number may belong to another file.
    synchronized (descriptor) {
      if (!descriptor.isClosed()) {
        Kernel.write(descriptor.number(), one, "wake a thread");
      }
    }
  }

  /** Forgets all signals so far; for the waiting thread only. */
  public void drain() throws ErrnoException {
    Kernel.read(descriptor.number(), count, "read a wake-up");
  }

  @Override
  public int descriptor() {
    return descriptor.number();
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
