package dev.virtualip.agent.vrrp;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A set of counters that starts at zero. Not safe for use by several threads. */
public final class Counters {

  private static final List<Counter> PER_ROUTER =
      List.of(
          Counter.BECAME_ACTIVE,
          Counter.ADVERTISEMENTS_RECEIVED,
          Counter.ADVERTISEMENTS_SENT,
          Counter.INTERVAL_ERRORS,
          Counter.PRIORITY_ZERO_RECEIVED,
          Counter.PRIORITY_ZERO_SENT,
          Counter.INVALID_TYPE_RECEIVED,
          Counter.ADDRESS_LIST_ERRORS,
          Counter.PACKET_LENGTH_ERRORS,
          Counter.INVALID_AUTHENTICATION_TYPE,
          Counter.AUTHENTICATION_TYPE_MISMATCH,
          Counter.AUTHENTICATION_FAILURES,
          Counter.CHECKSUM_PSEUDO_HEADER,
          Counter.CHECKSUM_MESSAGE_ONLY,
          Counter.UNICAST_PEER_ERRORS,
          Counter.MULTICAST_SENT,
          Counter.UNICAST_SENT,
          Counter.MULTICAST_RECEIVED,
          Counter.UNICAST_RECEIVED,
          Counter.MULTICAST_DUPLICATES_RECEIVED,
          Counter.UNICAST_DUPLICATES_RECEIVED,
          Counter.TRANSMIT_ERRORS,
          Counter.ADDRESSES_LOST);

  private static final List<Counter> PER_INTERFACE =
      List.of(
          Counter.CHECKSUM_ERRORS,
          Counter.VERSION_ERRORS,
          Counter.VRID_ERRORS,
          Counter.IP_TTL_ERRORS,
          Counter.PACKET_LENGTH_ERRORS,
          Counter.DESTINATION_ERRORS);

  /** A box of its own for each: a Long would be made anew for each packet. */
  private static final class Value {
    private long count;
  }

  private final EnumMap<Counter, Value> values = new EnumMap<>(Counter.class);

  private Counters(List<Counter> counters) {
    counters.forEach(counter -> values.put(counter, new Value()));
  }

  /** What one virtual router can be held to. */
  public static Counters ofVirtualRouter() {
    return new Counters(PER_ROUTER);
  }

  /** What is found before a packet belongs to a virtual router. */
  public static Counters ofInterface() {
    return new Counters(PER_INTERFACE);
  }

  /** Whether {@code counter} is one of this set. */
  public boolean has(Counter counter) {
    return values.containsKey(counter);
  }

  /**
   * Adds one.
   *
   * @throws IllegalArgumentException if {@code counter} is not one of this set
   */
  public void increment(Counter counter) {
    Value value = values.get(counter);
    if (value == null) {
      throw new IllegalArgumentException(counter + " is not counted here");
    }
    value.count++;
  }

  public long get(Counter counter) {
    Value value = values.get(counter);
    return value == null ? 0 : value.count;
  }

  /** A copy, for another process. */
  public Map<String, Long> memory() {
    Map<String, Long> copy = new LinkedHashMap<>();
    values.forEach((counter, value) -> copy.put(counter.name(), value.count));
    return copy;
  }

  /** Goes on counting from there; names that are none of this set are passed over. */
  public void recall(Map<String, Long> memory) {
    values.forEach((counter, value) -> value.count = memory.getOrDefault(counter.name(), 0L));
  }

  /** A copy, by leaf name. */
  public Map<String, Long> byLeafName() {
    Map<String, Long> copy = new LinkedHashMap<>();
    values.forEach((counter, value) -> copy.put(counter.leafName(), value.count));
    return copy;
  }
}
