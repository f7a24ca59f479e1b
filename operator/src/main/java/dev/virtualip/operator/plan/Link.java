package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.plan.Subnet;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A link, as far as the API shows it: virtual routers of one family meet on it if their interfaces
 * have a connected subnet in common. On one link and family a VRID belongs to one VirtualIP (RFC
 * 9568 section 1: the same number in both families is two virtual routers).
 *
 * @param network a subnet of the interface in CIDR form, all host bits zero
 */
record Link(Family family, String network) {

  static Link of(Family family, Subnet subnet) {
    byte[] bits = subnet.address().getAddress();
    for (int bit = subnet.prefixLength(); bit < bits.length * 8; bit++) {
      bits[bit >>> 3] &= (byte) ~(0x80 >>> (bit & 7));
    }
    try {
      return new Link(
          family, InetAddress.getByAddress(bits).getHostAddress() + "/" + subnet.prefixLength());
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
    }
  }
}
