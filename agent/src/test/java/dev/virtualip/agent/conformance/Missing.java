package dev.virtualip.agent.conformance;

import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Names what a case file leaves out. */
final class Missing {

  private Missing() {}

  static void require(@Nullable Object value, String key) {
    if (value == null) {
      throw new IllegalArgumentException("'" + key + "' is missing");
    }
  }

  /** An empty list may say that nothing must happen, but an empty map of counters says nothing. */
  private static boolean saysNothing(@Nullable Object value) {
    return value == null || (value instanceof Map<?, ?> map && map.isEmpty());
  }

  /** For what is either said or not. */
  static void requireTrue(@Nullable Boolean value, String key) {
    if (value != null && !value) {
      throw new IllegalArgumentException("'" + key + "' is true or left out");
    }
  }

  /** For what is repeated. */
  static void requirePeriod(@Nullable Span every) {
    if (every != null && every.nanos() == 0) {
      throw new IllegalArgumentException("'every' must be more than nothing");
    }
  }

  static void requireAny(String keys, @Nullable Object... values) {
    if (Stream.of(values).allMatch(Missing::saysNothing)) {
      throw new IllegalArgumentException("expects nothing: give at least one of " + keys);
    }
  }
}
