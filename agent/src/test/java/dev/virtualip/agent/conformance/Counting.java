package dev.virtualip.agent.conformance;

import dev.virtualip.agent.vrrp.Counter;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Compares counters. */
final class Counting {

  /** What a router counts of its own doing; not of what it received. */
  private static final Set<String> OWN_DOING =
      Set.of("master-transitions", "advertisement-sent", "priority-zero-pkts-sent");

  private Counting() {}

  static Counter counter(String leafName) {
    return Arrays.stream(Counter.values())
        .filter(counter -> counter.leafName().equals(leafName))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("there is no counter '" + leafName + "'"));
  }

  /** What was counted between two looks, without zeros. */
  static Map<String, Long> difference(Map<String, Long> before, Map<String, Long> after) {
    Map<String, Long> difference = new TreeMap<>();
    after.forEach(
        (leaf, value) -> {
          long more = value - before.getOrDefault(leaf, 0L);
          if (more != 0) {
            difference.put(leaf, more);
          }
        });
    return difference;
  }

  /** {@code counted} without what a router counts of its own doing. */
  static Map<String, Long> received(Map<String, Long> counted) {
    Map<String, Long> received = new TreeMap<>(counted);
    received.keySet().removeAll(OWN_DOING);
    return received;
  }
}
