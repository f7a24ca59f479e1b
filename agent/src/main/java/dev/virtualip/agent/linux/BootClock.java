package dev.virtualip.agent.linux;

import static dev.virtualip.agent.linux.LibC.CALLS;

import java.nio.ByteBuffer;

/**
 * CLOCK_BOOTTIME: monotonic, and unlike {@link System#nanoTime} it also counts while the machine
 * sleeps, which is when other routers took over.
 */
public final class BootClock {

  static final int CLOCK_BOOTTIME = 7;
  static final long NANOS_PER_SECOND = 1_000_000_000;

  private static final ThreadLocal<ByteBuffer> TIMESPEC =
      ThreadLocal.withInitial(() -> Kernel.allocate(16));

  private BootClock() {}

  /** Nanoseconds since boot. */
  public static long nanos() {
    ByteBuffer timespec = TIMESPEC.get();
    // The clock exists since Linux 2.6.39 and the pointer is valid, so there is no error to check.
    CALLS.clock_gettime(CLOCK_BOOTTIME, timespec);
    return timespec.getLong(0) * NANOS_PER_SECOND + timespec.getLong(8);
  }
}
