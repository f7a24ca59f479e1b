package dev.virtualip.plan;

import java.net.InetAddress;

/**
 * An interface's own address with the length of its network prefix.
 *
 * @param address the interface's address, not the network's
 * @param prefixLength 0..32 for IPv4, 0..128 for IPv6
 */
public record Subnet(InetAddress address, int prefixLength) {

  /** Whether {@code other} is of the same family and shares the first {@code prefixLength} bits. */
  public boolean contains(InetAddress other) {
    byte[] own = address.getAddress();
    byte[] theirs = other.getAddress();
    if (own.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefixLength; bit++) {
      int mask = 0x80 >>> (bit & 7);
      if (((own[bit >>> 3] ^ theirs[bit >>> 3]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
