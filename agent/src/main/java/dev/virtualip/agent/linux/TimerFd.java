package dev.virtualip.agent.linux;

import static dev.virtualip.agent.linux.LibC.CALLS;

import java.nio.ByteBuffer;

/** One absolute deadline on CLOCK_BOOTTIME that {@link Epoll} can wait for. Used by one thread. */
public final class TimerFd implements Pollable, AutoCloseable {

  private static final int TFD_NONBLOCK_CLOEXEC = 0x80800;
  private static final int TFD_TIMER_ABSTIME = 1;

  private final Descriptor descriptor;
  private final ByteBuffer setting = Kernel.allocate(32); // struct itimerspec: interval, value
  private final ByteBuffer expirations = Kernel.allocate(Long.BYTES);

  private TimerFd(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  public static TimerFd open() throws ErrnoException {
    int fd =
        Kernel.require(
            CALLS.timerfd_create(BootClock.CLOCK_BOOTTIME, TFD_NONBLOCK_CLOEXEC),
            "timerfd_create(CLOCK_BOOTTIME)",
            "open the timer");
    return new TimerFd(new Descriptor(fd));
  }

  /**
   * Becomes readable once at {@code deadlineNanos} of {@link BootClock}; at once if that is past.
   * Replaces the deadline before.
   */
  public void arm(long deadlineNanos) throws ErrnoException {
    // A value of zero would disarm it.
    long deadline = Math.max(deadlineNanos, 1);
    set(deadline / BootClock.NANOS_PER_SECOND, deadline % BootClock.NANOS_PER_SECOND);
  }

  public void disarm() throws ErrnoException {
    set(0, 0);
  }

  /** Forgets an expiry. */
  public void drain() throws ErrnoException {
    Kernel.read(descriptor.number(), expirations, "read the timer");
  }

  private void set(long seconds, long nanos) throws ErrnoException {
    setting.putLong(16, seconds).putLong(24, nanos);
    Kernel.require(
        CALLS.timerfd_settime(descriptor.number(), TFD_TIMER_ABSTIME, setting, null),
        "timerfd_settime",
        "arm the timer");
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
