package dev.virtualip.agent.selfcheck;

import dev.virtualip.plan.Subnet;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An IPv4 route.
 *
 * @param metric the least is used, of those to one destination
 */
record Route(String interfaceName, Subnet destination, int metric) {

  private static final int UP = 1;

  /**
   * Reads a line of {@code /proc/net/route}, as the kernel's fib_trie.c writes it: interface,
   * destination, gateway, flags, use count, use, metric, mask, and more; addresses in hexadecimal
   * of the machine's octet order. Empty for the heading, and for a route that is not in use.
   */
  static Optional<Route> parse(String line) {
    List<String> fields = List.of(line.strip().split("\\s+", -1));
    try {
      if (fields.size() < 8 || (Integer.parseInt(fields.get(3), 16) & UP) == 0) {
        return Optional.empty();
      }
      int mask = Integer.parseUnsignedInt(fields.get(7), 16);
      return Optional.of(
          new Route(
              fields.get(0),
              new Subnet(address(fields.get(1)), Integer.bitCount(mask)),
              Integer.parseInt(fields.get(6))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static InetAddress address(String hex) {
    byte[] octets = new byte[Integer.BYTES];
    ByteBuffer.wrap(octets)
        .order(ByteOrder.nativeOrder())
        .putInt(Integer.parseUnsignedInt(hex, 16));
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 octets are an address", e);
    }
  }

  boolean isDefault() {
    return destination.prefixLength() == 0;
  }

  /** The one that packets to {@code address} take. */
  static Optional<Route> to(InetAddress address, List<Route> routes) {
    return routes.stream()
        .filter(route -> route.destination().contains(address))
        .min(
            Comparator.comparingInt((Route route) -> -route.destination().prefixLength())
                .thenComparingInt(Route::metric));
  }

  /** The one that packets to everywhere else take. */
  static Optional<Route> byDefault(List<Route> routes) {
    return routes.stream().filter(Route::isDefault).min(Comparator.comparingInt(Route::metric));
  }
}
