package dev.virtualip.agent.conformance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A packet that arrives: a frame of the vectors by name, or fields. A field that isn't given is
 * what P would send to the router under test. The fields may be wrong on purpose.
 *
 * @param vector name of a file in the directory of frames, without {@code .hex}
 * @param count Count of addresses, if other than the number of addresses
 * @param checksum pseudo-header, message-only, or four hexadecimal digits
 * @param trailing octets after the addresses, in hexadecimal
 */
record PacketSpec(
    @Nullable String vector,
    @Nullable Integer version,
    @Nullable Integer type,
    @Nullable Integer vrid,
    @Nullable Integer priority,
    @Nullable Span interval,
    @Nullable List<String> addresses,
    @Nullable Integer count,
    @Nullable Integer authType,
    @Nullable String authData,
    @Nullable String trailing,
    @Nullable String checksum,
    @Nullable String source,
    @Nullable String destination,
    @Nullable Integer ttl) {

  PacketSpec {
    boolean anyField =
        version != null
            || type != null
            || vrid != null
            || priority != null
            || interval != null
            || addresses != null
            || count != null
            || authType != null
            || authData != null
            || trailing != null
            || checksum != null
            || source != null
            || destination != null
            || ttl != null;
    if ((vector != null) == anyField) {
      throw new IllegalArgumentException(
          "a packet is either a vector or has at least one field: " + vector);
    }
  }

  static PacketSpec ofPriority(int priority) {
    return new PacketSpec(
        null, null, null, null, priority, null, null, null, null, null, null, null, null, null,
        null);
  }

  /** For messages. */
  String text() {
    return vector != null ? vector : "packet by fields";
  }
}
