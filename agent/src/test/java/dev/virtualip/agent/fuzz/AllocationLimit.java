package dev.virtualip.agent.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** Holds a reader to memory in proportion to what it reads. */
public final class AllocationLimit {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private AllocationLimit() {}

  /**
   * Runs {@code reader} and fails if this thread allocated more than {@code octets} meanwhile.
   * Classes are loaded only once, so a reader over the limit gets a second chance.
   */
  public static <T> T hold(long octets, Supplier<T> reader) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    T result = reader.get();
    if (THREADS.getCurrentThreadAllocatedBytes() - before <= octets) {
      return result;
    }
    before = THREADS.getCurrentThreadAllocatedBytes();
    result = reader.get();
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (allocated > octets) {
      throw new AssertionError(
          "allocated %d octets, at most %d expected".formatted(allocated, octets));
    }
    return result;
  }
}
