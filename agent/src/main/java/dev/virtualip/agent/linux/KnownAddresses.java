package dev.virtualip.agent.linux;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The objects of addresses that were met lately: on a link it is always the same few, and each
 * packet has two. One that another one pushed out is made again, no more. One thread at a time.
 */
final class KnownAddresses {

  private static final int MOST = 64;

  private static final class Known {
    final byte[] octets;
    final InetAddress address;

    Known(byte[] octets) {
      this.octets = octets;
      this.address = KnownAddresses.address(octets);
    }
  }

  private final @Nullable Known[] slots = new @Nullable Known[MOST];

  /**
   * The address of the first {@code length} octets.
   *
   * @param length 4 or 16
   */
  InetAddress of(byte[] octets, int length) {
    int hash = 0;
    for (int index = 0; index < length; index++) {
      hash = 31 * hash + octets[index];
    }
    int slot = Math.floorMod(hash, MOST);
    Known known = slots[slot];
    if (known == null || !Arrays.equals(octets, 0, length, known.octets, 0, known.octets.length)) {
      known = new Known(Arrays.copyOf(octets, length));
      slots[slot] = known;
    }
    return known.address;
  }

  private static InetAddress address(byte[] octets) {
    try {
      // Not InetAddress.getByAddress for IPv6: it would make IPv4 of a mapped address.
      return octets.length == 16
          ? Inet6Address.getByAddress(null, octets, -1)
          : InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 octets are an address", e);
    }
  }
}
