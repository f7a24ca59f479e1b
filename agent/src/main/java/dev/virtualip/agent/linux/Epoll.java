package dev.virtualip.agent.linux;

import static dev.virtualip.agent.linux.LibC.CALLS;

import java.nio.ByteBuffer;

/** Waits for many descriptors at once, level-triggered, for reading. Used by one thread. */
public final class Epoll implements AutoCloseable {

  private static final int EPOLL_CLOEXEC = 0x80000;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLL_CTL_DEL = 2;
  private static final int EPOLLIN = 1;
  private static final int MAXIMUM_EVENTS = 64;

  // struct epoll_event is packed on x86-64 only (bits/epoll.h).
  private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");
  private static final int EVENT_SIZE = PACKED ? 12 : 16;
  private static final int DATA_OFFSET = PACKED ? 4 : 8;

  private final Descriptor descriptor;
  private final ByteBuffer change = Kernel.allocate(EVENT_SIZE);
  private final ByteBuffer ready = Kernel.allocate(EVENT_SIZE * MAXIMUM_EVENTS);

  private Epoll(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  public static Epoll open() throws ErrnoException {
    int fd =
        Kernel.require(CALLS.epoll_create1(EPOLL_CLOEXEC), "epoll_create1", "open the event loop");
    return new Epoll(new Descriptor(fd));
  }

  /**
   * Watches {@code source} until it is removed or closed.
   *
   * @param token what {@link #token} gives back when it is readable
   */
  public void add(Pollable source, long token) throws ErrnoException {
    change.putInt(0, EPOLLIN).putLong(DATA_OFFSET, token);
    Kernel.require(
        CALLS.epoll_ctl(descriptor.number(), EPOLL_CTL_ADD, source.descriptor(), change),
        "epoll_ctl(ADD)",
        "watch a descriptor");
  }

  public void remove(Pollable source) throws ErrnoException {
    Kernel.require(
        CALLS.epoll_ctl(descriptor.number(), EPOLL_CTL_DEL, source.descriptor(), change),
        "epoll_ctl(DEL)",
        "stop watching a descriptor");
  }

  /**
   * Waits until something is readable. May return 0 early, after a signal: also after SIGCONT, when
   * the caller should look at its clock.
   *
   * @param timeoutMilliseconds -1 waits without end
   * @return how many tokens there are, 0..64
   */
  public int await(int timeoutMilliseconds) throws ErrnoException {
    return Kernel.await(descriptor.number(), ready, MAXIMUM_EVENTS, timeoutMilliseconds);
  }

  /**
   * Token of the last {@link #await}'s event.
   *
   * @param index from 0 to below what {@link #await} returned
   */
  public long token(int index) {
    return ready.getLong(index * EVENT_SIZE + DATA_OFFSET);
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
