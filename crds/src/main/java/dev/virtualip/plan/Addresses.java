package dev.virtualip.plan;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.Rule;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads and writes addresses in the one text that Kubernetes calls canonical (RFC 5952 for IPv6):
 * {@link InetAddress#ofLiteral} alone also takes {@code 192.168.1}, zone names and octal digits,
 * and {@link InetAddress#getHostAddress} never shortens zeros.
 */
public final class Addresses {

  private static final Pattern NOT_UNICAST = Pattern.compile(Rule.NOT_UNICAST);
  private static final int GROUPS = 8;

  private Addresses() {}

  /** The address that {@code text} names in canonical form; empty for any other text. */
  public static Optional<InetAddress> canonical(String text) {
    return literal(text).filter(address -> text(address).equals(text));
  }

  /** What to write instead of {@code text}, which is not canonical. */
  static String cure(String text) {
    return literal(text)
        // What a short form of IPv4 or a mapped address stands for is guesswork.
        .filter(Inet6Address.class::isInstance)
        .map(address -> "write " + text(address))
        .orElse("write four decimal numbers with dots between them, or an IPv6 address");
  }

  /** Canonical text, without a zone. */
  public static String text(InetAddress address) {
    return address instanceof Inet6Address ipv6 ? ipv6(ipv6) : address.getHostAddress();
  }

  public static Family family(InetAddress address) {
    return address instanceof Inet4Address ? Family.IPV4 : Family.IPV6;
  }

  /** Whether a host can have {@code address}: it is neither loopback, multicast nor reserved. */
  public static boolean isUnicast(InetAddress address) {
    return !NOT_UNICAST.matcher(text(address)).find();
  }

  /** Whether {@code address} means something on one link only: fe80::/10. */
  public static boolean isLinkLocalIPv6(InetAddress address) {
    return address instanceof Inet6Address && address.isLinkLocalAddress();
  }

  /** RFC 5952 section 4: lower case, the first longest run of two or more zero groups as "::". */
  private static String ipv6(Inet6Address address) {
    ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = Short.toUnsignedInt(octets.getShort());
    }
    int start = 0;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int zeros = zeros(groups, i);
      if (zeros > length) {
        start = i;
        length = zeros;
      }
    }
    if (length == 1) {
      return join(groups, 0, GROUPS);
    }
    return join(groups, 0, start) + "::" + join(groups, start + length, GROUPS);
  }

  private static int zeros(int[] groups, int from) {
    int end = from;
    while (end < GROUPS && groups[end] == 0) {
      end++;
    }
    return end - from;
  }

  private static String join(int[] groups, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }

  private static Optional<InetAddress> literal(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
