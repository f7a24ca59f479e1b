package dev.virtualip.operator.testing;

import dev.virtualip.plan.NetworkInterface;
import dev.virtualip.plan.Subnet;
import java.net.InetAddress;
import java.util.stream.Stream;

/** Interfaces in the notation of {@code ip address}. */
public final class Subnets {

  private Subnets() {}

  public static NetworkInterface eth0(String... subnets) {
    return new NetworkInterface("eth0", Stream.of(subnets).map(Subnets::subnet).toList());
  }

  public static Subnet subnet(String text) {
    int slash = text.indexOf('/');
    return new Subnet(
        InetAddress.ofLiteral(text.substring(0, slash)),
        Integer.parseInt(text.substring(slash + 1)));
  }
}
