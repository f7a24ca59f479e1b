package dev.virtualip.agent.simulation;

import dev.virtualip.agent.vrrp.Action;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a campaign has consisted of. */
final class Tally {

  /** How often something was counted. */
  private static final class Count {
    private long value;
  }

  private final long[] routers = new long[10];
  private final Map<Fault, Count> faults = new EnumMap<>(Fault.class);
  private final Map<Action.Enter, Count> transitions = new HashMap<>();
  private long schedules;
  private long deliveries;
  private long fewestDeliveries = Long.MAX_VALUE;
  private long fewestFaults = Long.MAX_VALUE;

  void fault(Fault fault) {
    add(faults, fault, 1);
  }

  void transition(Action.Enter entered) {
    add(transitions, entered, 1);
  }

  /** A schedule has ended as it should. */
  void schedule(Settings settings, int delivered) {
    schedules++;
    deliveries += delivered;
    routers[settings.routers().size()]++;
    fewestDeliveries = Math.min(fewestDeliveries, delivered);
    fewestFaults = Math.min(fewestFaults, settings.faults());
  }

  long schedules() {
    return schedules;
  }

  long deliveries() {
    return deliveries;
  }

  long fewestDeliveries() {
    return fewestDeliveries;
  }

  long fewestFaults() {
    return fewestFaults;
  }

  long faults(Fault fault) {
    Count count = faults.get(fault);
    return count == null ? 0 : count.value;
  }

  void add(Tally other) {
    schedules += other.schedules;
    deliveries += other.deliveries;
    fewestDeliveries = Math.min(fewestDeliveries, other.fewestDeliveries);
    fewestFaults = Math.min(fewestFaults, other.fewestFaults);
    for (int count = 0; count < routers.length; count++) {
      routers[count] += other.routers[count];
    }
    other.faults.forEach((fault, count) -> add(faults, fault, count.value));
    other.transitions.forEach((entered, count) -> add(transitions, entered, count.value));
  }

  private static <T> void add(Map<T, Count> counts, T key, long value) {
    counts.computeIfAbsent(key, first -> new Count()).value += value;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "schedules %,d, deliveries %,d, at least %,d and %,d faults each%n",
            schedules,
            deliveries,
            fewestDeliveries,
            fewestFaults));
    text.append("routers\n");
    for (int count = 2; count < routers.length; count++) {
      row(text, String.valueOf(count), routers[count]);
    }
    text.append("faults\n");
    faults.forEach((fault, count) -> row(text, fault.toString(), count.value));
    text.append("transitions\n");
    Map<String, Long> sorted = new TreeMap<>();
    transitions.forEach(
        (entered, count) ->
            sorted.put(
                entered.from() + " to " + entered.to() + ", " + entered.reason(), count.value));
    sorted.forEach((transition, count) -> row(text, transition, count));
    return text.toString();
  }

  private static void row(StringBuilder text, String name, long count) {
    text.append(String.format(Locale.ROOT, "  %-42s %,12d%n", name, count));
  }
}
