package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.plan.Subnet;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the subnets that agents report. */
public final class Links {

  private Links() {}

  /** The subnet; empty if an agent of another version reports what this one can't read. */
  public static Optional<Subnet> subnet(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    try {
      InetAddress address = InetAddress.ofLiteral(text.substring(0, slash));
      int prefixLength = Integer.parseInt(text.substring(slash + 1));
      return prefixLength < 0 || prefixLength > address.getAddress().length * Byte.SIZE
          ? Optional.empty()
          : Optional.of(new Subnet(address, prefixLength));
    } catch (IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  /** The networks of an interface's subnets in CIDR form, link-local ones left out. */
  static Set<String> networks(List<String> subnets) {
    Set<String> networks = new TreeSet<>();
    for (String text : subnets) {
      subnet(text)
          .filter(subnet -> !subnet.address().isLinkLocalAddress())
          .ifPresent(subnet -> networks.add(Link.of(family(subnet), subnet).network()));
    }
    return networks;
  }

  private static Family family(Subnet subnet) {
    return subnet.address() instanceof Inet4Address ? Family.IPV4 : Family.IPV6;
  }
}
