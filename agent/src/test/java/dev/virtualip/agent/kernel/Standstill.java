package dev.virtualip.agent.kernel;

import dev.virtualip.agent.linux.BootClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A process of its own that says when this machine stood still, as virtual ones do when their host
 * gives its time to others. One thread for each processor, ahead of all that is tested: where it
 * does not run, nothing can.
 *
 * <p>Writes a line for each time: when it began and when it ended, CLOCK_BOOTTIME nanoseconds.
 */
final class Standstill {

  /** The tests that are strictest about time endure less than 20 ms. */
  private static final long NOTABLE_NANOS = Duration.ofMillis(15).toNanos();

  private static final long PERIOD_NANOS = Duration.ofMillis(2).toNanos();

  private static final int SCHED_RR = 2;

  /** The agent's threads have 1. */
  private static final int PRIORITY = 60;

  private static final int MASK_OCTETS = 128;

  private Standstill() {}

  /** Runs until standard input ends. */
  public static void main(String... arguments) throws IOException {
    for (int processor = 0; processor < Runtime.getRuntime().availableProcessors(); processor++) {
      int own = processor;
      Thread.ofPlatform().daemon().start(() -> watch(own));
    }
    var _ = System.in.read();
  }

  private static void watch(int processor) {
    ByteBuffer mask = ByteBuffer.allocateDirect(MASK_OCTETS);
    mask.put(processor / Byte.SIZE, (byte) (1 << processor % Byte.SIZE));
    ByteBuffer priority = ByteBuffer.allocateDirect(Integer.BYTES);
    priority.order(ByteOrder.nativeOrder()).putInt(0, PRIORITY);
    // Whoever is refused this sees more standstill than there is, or that of another processor.
    TestLibC.CALLS.sched_setaffinity(0, MASK_OCTETS, mask);
    TestLibC.CALLS.sched_setscheduler(0, SCHED_RR, priority);
    long before = BootClock.nanos();
    while (true) {
      LockSupport.parkNanos(PERIOD_NANOS);
      long now = BootClock.nanos();
      if (now - before > NOTABLE_NANOS) {
        System.out.println(before + " " + now);
        System.out.flush();
      }
      before = now;
    }
  }
}
