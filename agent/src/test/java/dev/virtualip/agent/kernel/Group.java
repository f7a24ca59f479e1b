package dev.virtualip.agent.kernel;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One virtual router as each implementation wants it written down.
 *
 * @param version of VRRP
 * @param intervalMilliseconds of adverts
 * @param addresses of one family, in the order of the wire
 * @param password of version 2, at most 8 characters; null for none
 */
record Group(
    int version, int intervalMilliseconds, List<String> addresses, @Nullable String password) {

  static final int VIRTUAL_ROUTER_ID = 51;

  /** Key of the password in the directory of secrets. */
  static final String PASSWORD_KEY = "lab";

  static final Group VERSION_3 = new Group(3, 250, List.of("192.0.2.100"), null);
  static final Group VERSION_3_IPV6 =
      new Group(3, 250, List.of("fe80::100", "2001:db8::100"), null);
  static final Group VERSION_2 = new Group(2, 1000, List.of("192.0.2.100"), null);
  static final Group VERSION_2_PASSWORD = new Group(2, 1000, List.of("192.0.2.100"), "s3cret");

  Group with(List<String> otherAddresses) {
    return new Group(version, intervalMilliseconds, otherAddresses, password);
  }

  Group every(int otherIntervalMilliseconds) {
    return new Group(version, otherIntervalMilliseconds, addresses, password);
  }

  Group protectedBy(@Nullable String otherPassword) {
    return new Group(version, intervalMilliseconds, addresses, otherPassword);
  }

  boolean isIpv6() {
    return addresses.getFirst().contains(":");
  }

  /** An address that its holder has; the last, because only the first may be link-local. */
  String address() {
    return addresses.getLast();
  }

  /** RFC 9568 section 6.1, RFC 3768 section 6.1: the latter's is not scaled by the interval. */
  Duration skew(int priority) {
    long scaled = version == 2 ? 1000 : intervalMilliseconds;
    return Duration.ofNanos((256 - priority) * scaled * 1_000_000 / 256);
  }

  /** From the last advert to a take-over. */
  Duration downInterval(int priority) {
    return Duration.ofMillis(3L * intervalMilliseconds).plus(skew(priority));
  }

  /** Ours. */
  String manifest(String node, int priority) {
    return """
    apiVersion: virtualip.dev/v1alpha1
    kind: VirtualIP
    metadata:
      name: ingress
    spec:
      addresses: [%s]
      interface: eth0
      virtualRouterID: %d
      version: %d
      advertisementIntervalMilliseconds: %d
      %s
      nodes:
        - {name: %s, priority: %d}
    """
        .formatted(
            addresses.stream().collect(Collectors.joining("\", \"", "\"", "\"")),
            VIRTUAL_ROUTER_ID,
            version,
            intervalMilliseconds,
            password == null
                ? ""
                : "authentication: {type: SimplePassword, passwordKey: " + PASSWORD_KEY + "}",
            node,
            priority);
  }

  String keepalived(int priority) {
    return """
    global_defs {
      vrrp_version %d
    }
    vrrp_instance ingress {
      interface eth0
      state BACKUP
      virtual_router_id %d
      priority %d
      advert_int %s
      %s
      virtual_ipaddress {
        %s
      }
    }
    """
        .formatted(
            version,
            VIRTUAL_ROUTER_ID,
            priority,
            intervalMilliseconds / 1000.0,
            password == null
                ? ""
                : "authentication {\n    auth_type PASS\n    auth_pass " + password + "\n  }",
            String.join("\n    ", addresses));
  }

  String frr(int priority) {
    String family = isIpv6() ? "ipv6" : "ip";
    return """
    interface eth0
     vrrp %1$d version %2$d
     vrrp %1$d priority %3$d
     vrrp %1$d advertisement-interval %4$d
     %5$s
    """
        .formatted(
            VIRTUAL_ROUTER_ID,
            version,
            priority,
            intervalMilliseconds,
            addresses.stream()
                .map(address -> "vrrp " + VIRTUAL_ROUTER_ID + " " + family + " " + address)
                .collect(Collectors.joining("\n ")));
  }
}
