package dev.virtualip.agent.loop;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** Writes at most one line per second for one reason and source, and says how many it kept. */
final class RateLimitedLog {

  private static final long GAP_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Sources can be forged; past this many in one second the others are not written. */
  private static final int MOST_ENTRIES = 64;

  private record Key(String reason, String source) {}

  private static final class Entry {
    private long written;
    private long kept;
  }

  private final Logger logger;
  private final Map<Key, Entry> entries = new HashMap<>();

  RateLimitedLog(Logger logger) {
    this.logger = logger;
  }

  /**
   * @param reason and {@code source}: what the limit is for
   */
  void warn(String reason, String source, String message, long now) {
    Entry entry = entries.get(new Key(reason, source));
    if (entry == null) {
      if (entries.size() >= MOST_ENTRIES) {
        entries.values().removeIf(known -> now - known.written >= GAP_NANOS);
      }
      if (entries.size() >= MOST_ENTRIES) {
        return;
      }
      entry = new Entry();
      entries.put(new Key(reason, source), entry);
    } else if (now - entry.written < GAP_NANOS) {
      entry.kept++;
      return;
    }
    logger
        .atWarn()
        .addKeyValue("reason", reason)
        .addKeyValue("source", source)
        .addKeyValue("suppressed", entry.kept)
        .log(message);
    entry.written = now;
    entry.kept = 0;
  }
}
