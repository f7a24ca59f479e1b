package dev.virtualip.plan;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

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

  /** Whether {@code other} is no host's address here (RFC 3021 spares a prefix length of 31). */
  boolean isNetworkOrBroadcast(Inet4Address other) {
    if (!contains(other) || prefixLength > 30) {
      return false;
    }
    int hosts = -1 >>> prefixLength;
    int host = ByteBuffer.wrap(other.getAddress()).getInt() & hosts;
    return host == 0 || host == hosts;
  }

  /** As {@code ip address} shows it, such as 192.168.1.11/24. */
  @Override
  public String toString() {
    return address.getHostAddress() + "/" + prefixLength;
  }
}
