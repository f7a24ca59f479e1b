package dev.virtualip.agent.kernel;

import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** What became of probes. */
final class ProbeLog {

  private final long[] sent;
  private final long[] answered;
  private final int[] hosts;
  private final int count;

  /**
   * Keeps the arrays, which must not change any more.
   *
   * @param sent CLOCK_BOOTTIME nanoseconds of each
   * @param answered the same of its answer; 0 for none
   * @param hosts who answered
   * @param count how many probes there are, at least 1; the arrays may be longer
   */
  ProbeLog(long[] sent, long[] answered, int[] hosts, int count) {
    this.sent = sent;
    this.answered = answered;
    this.hosts = hosts;
    this.count = count;
  }

  private boolean lost(int probe) {
    return answered[probe] == 0;
  }

  int lost() {
    int lost = 0;
    for (int probe = 0; probe < count; probe++) {
      lost += lost(probe) ? 1 : 0;
    }
    return lost;
  }

  /** Most probes in a row that were lost. */
  int mostInARow() {
    int most = 0;
    int run = 0;
    for (int probe = 0; probe < count; probe++) {
      run = lost(probe) ? run + 1 : 0;
      most = Math.max(most, run);
    }
    return most;
  }

  /** The longest time from a lost probe to the next one that was answered, nanoseconds. */
  long outageNanos() {
    long longest = 0;
    long since = 0;
    for (int probe = 0; probe < count; probe++) {
      if (!lost(probe)) {
        longest = since == 0 ? longest : Math.max(longest, sent[probe] - since);
        since = 0;
      } else if (since == 0) {
        since = sent[probe];
      }
    }
    return since == 0 ? longest : Math.max(longest, sent[count - 1] - since);
  }

  /** Whether each probe sent from {@code nanos} on was answered. */
  boolean answeredFrom(long nanos) {
    return IntStream.range(0, count).noneMatch(probe -> sent[probe] >= nanos && lost(probe));
  }

  /** The same, and each time by {@code host}. */
  boolean answeredFrom(long nanos, int host) {
    return IntStream.range(0, count)
        .noneMatch(probe -> sent[probe] >= nanos && (lost(probe) || hosts[probe] != host));
  }

  /** When the first one was sent. */
  long begin() {
    return sent[0];
  }

  /** When the first answer came of anybody but {@code host} to a probe sent after {@code nanos}. */
  OptionalLong firstOfOthers(int host, long nanos) {
    OptionalInt probe = probeOfOthers(host, nanos);
    return probe.isPresent() ? OptionalLong.of(answered[probe.getAsInt()]) : OptionalLong.empty();
  }

  /** Whose answer that was; 0 if there was none. */
  int hostOfOthers(int host, long nanos) {
    OptionalInt probe = probeOfOthers(host, nanos);
    return probe.isPresent() ? hosts[probe.getAsInt()] : 0;
  }

  private OptionalInt probeOfOthers(int host, long nanos) {
    return IntStream.range(0, count)
        .filter(probe -> !lost(probe) && sent[probe] >= nanos && hosts[probe] != host)
        .findFirst();
  }
}
