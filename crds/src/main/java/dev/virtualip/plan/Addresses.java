package dev.virtualip.plan;

import dev.virtualip.api.v1alpha1.Rule;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads addresses as strictly as Kubernetes: {@link InetAddress#ofLiteral} alone also takes {@code
 * 192.168.1}, zone names and octal digits.
 */
public final class Addresses {

  private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9A-Fa-f:.]+");
  private static final Pattern NOT_UNICAST = Pattern.compile(Rule.NOT_UNICAST);

  private Addresses() {}

  /** The IPv4 address that {@code text} names in canonical form; empty for any other text. */
  public static Optional<Inet4Address> ipv4(String text) {
    return literal(text)
        .filter(Inet4Address.class::isInstance)
        .map(Inet4Address.class::cast)
        .filter(address -> address.getHostAddress().equals(text));
  }

  /** Whether {@code text} names an IPv6 address without a zone. */
  public static boolean isIPv6(String text) {
    return IPV6_CHARACTERS.matcher(text).matches()
        && literal(text).filter(Inet6Address.class::isInstance).isPresent();
  }

  /** Whether a host can have {@code address}: it is none of 0/8, 127/8, multicast, reserved. */
  public static boolean isUnicast(Inet4Address address) {
    return !NOT_UNICAST.matcher(address.getHostAddress()).find();
  }

  private static Optional<InetAddress> literal(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
