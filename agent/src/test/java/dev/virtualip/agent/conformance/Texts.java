package dev.virtualip.agent.conformance;

import java.net.InetAddress;
import java.util.List;

/** Brings addresses to the form in which Java prints them. */
final class Texts {

  private Texts() {}

  static String address(InetAddress address) {
    return address.getHostAddress();
  }

  static List<String> addresses(List<String> literals) {
    return literals.stream().map(InetAddress::ofLiteral).map(Texts::address).toList();
  }

  static List<String> ofAddresses(List<InetAddress> addresses) {
    return addresses.stream().map(Texts::address).toList();
  }
}
