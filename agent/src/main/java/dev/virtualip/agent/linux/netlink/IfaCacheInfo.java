package dev.virtualip.agent.linux.netlink;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * struct ifa_cacheinfo ({@code linux/if_addr.h}): how long the kernel keeps an address. The two
 * time stamps behind these fields are the kernel's own.
 *
 * @param preferredSeconds unsigned; 0 means never chosen as a source (IPv6)
 * @param validSeconds unsigned; {@link #FOREVER} without end
 */
record IfaCacheInfo(int preferredSeconds, int validSeconds) {

  static final int SIZE = 16;

  /** INFINITY_LIFE_TIME. */
  static final int FOREVER = -1;

  void pack(ByteBuffer buffer) {
    buffer.putInt(preferredSeconds).putInt(validSeconds).putInt(0).putInt(0);
  }

  static Optional<IfaCacheInfo> parse(ByteBuffer buffer) {
    if (buffer.remaining() < SIZE) {
      return Optional.empty();
    }
    int start = buffer.position();
    return Optional.of(new IfaCacheInfo(buffer.getInt(start), buffer.getInt(start + 4)));
  }
}
