package dev.virtualip.plan;

import java.math.BigInteger;
import java.net.Inet4Address;
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

  /**
   * Whether {@code other} is no host's address here: the network or broadcast address of IPv4 (RFC
   * 3021 spares a prefix length of 31), the subnet-router anycast address of IPv6 (RFC 4291 section
   * 2.6.1; RFC 6164 spares 127).
   */
  boolean isReserved(InetAddress other) {
    int hostBits = other.getAddress().length * Byte.SIZE - prefixLength;
    if (!contains(other) || hostBits < 2) {
      return false;
    }
    BigInteger all = BigInteger.ONE.shiftLeft(hostBits).subtract(BigInteger.ONE);
    BigInteger host = new BigInteger(1, other.getAddress()).and(all);
    return host.signum() == 0 || (other instanceof Inet4Address && host.equals(all));
  }

  /** As {@code ip address} shows it, such as 192.168.1.11/24. */
  @Override
  public String toString() {
    return Addresses.text(address) + "/" + prefixLength;
  }
}
