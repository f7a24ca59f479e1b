package dev.virtualip.agent.linux;

import static dev.virtualip.agent.linux.LibC.CALLS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Asks the kernel to run a thread before others, and takes what it can get: a pod may be refused
 * real-time scheduling even with CAP_SYS_NICE (cgroup v1 with RT groups), and that is no reason not
 * to serve an address.
 */
public enum Scheduling {
  /** SCHED_RR, priority 1: before every thread of ordinary scheduling. */
  ROUND_ROBIN("SCHED_RR 1"),
  /** Ordinary scheduling, with the largest share. */
  NICE("nice -20"),
  /** As it was: CAP_SYS_NICE is missing. */
  ORDINARY("ordinary, CAP_SYS_NICE is missing");

  private static final int SCHED_OTHER = 0;
  private static final int SCHED_RR = 2;

  /** Threads and processes that such a thread starts begin as ordinary ones. */
  private static final int SCHED_RESET_ON_FORK = 0x40000000;

  private static final int PRIO_PROCESS = 0;
  private static final int CURRENT_THREAD = 0;
  private static final int HIGHEST = -20;

  private final String text;

  Scheduling(String text) {
    this.text = text;
  }

  /** Raises the calling thread. */
  public static Scheduling raiseCurrentThread() {
    return raise(CURRENT_THREAD);
  }

  /** Makes the calling thread an ordinary one again. */
  public static void lowerCurrentThread() {
    // Both may be refused, and then the thread was never raised.
    CALLS.sched_setscheduler(
        CURRENT_THREAD, SCHED_OTHER | SCHED_RESET_ON_FORK, Kernel.allocate(Integer.BYTES));
    CALLS.setpriority(PRIO_PROCESS, CURRENT_THREAD, 0);
  }

  /**
   * Raises the JVM's VM and garbage collector threads: a raised thread that waits at a safepoint
   * waits for these.
   *
   * @return the least that one of them got
   */
  public static Scheduling raiseJvmThreads() {
    Scheduling least = ROUND_ROBIN;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path thread : threads) {
        if (isJvmThread(thread)) {
          Scheduling got = raise(Integer.parseInt(thread.getFileName().toString()));
          least = got.compareTo(least) > 0 ? got : least;
        }
      }
    } catch (IOException e) {
      return ORDINARY;
    }
    return least;
  }

  /** By the names that HotSpot gives: "VM Thread", "GC Thread#0", "G1 Service" and the like. */
  private static boolean isJvmThread(Path thread) {
    try {
      String name = Files.readString(thread.resolve("comm")).strip();
      return name.equals("VM Thread") || name.startsWith("GC Thread") || name.startsWith("G1 ");
    } catch (IOException e) {
      return false; // it ended meanwhile
    }
  }

  private static Scheduling raise(int thread) {
    ByteBuffer priority = Kernel.allocate(Integer.BYTES).putInt(0, 1); // struct sched_param
    if (CALLS.sched_setscheduler(thread, SCHED_RR | SCHED_RESET_ON_FORK, priority) == 0) {
      return ROUND_ROBIN;
    }
    return CALLS.setpriority(PRIO_PROCESS, thread, HIGHEST) == 0 ? NICE : ORDINARY;
  }

  @Override
  public String toString() {
    return text;
  }
}
