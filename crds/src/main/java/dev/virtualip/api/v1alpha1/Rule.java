package dev.virtualip.api.v1alpha1;

/**
 * What must hold in a VirtualIP beyond the types and bounds of its fields.
 *
 * <p>The schema carries {@link #cel()} for the API server, the validation of manifests read from
 * files decides the same in Java; both answer with {@link #message()}. The paths name fields of the
 * VirtualIP, {@code []} stands for each item of a list.
 */
public enum Rule {
  ADDRESS_TEXT(
      "spec.addresses[]",
      "isIP(self) && ip.isCanonical(self)",
      "must be an IP address in canonical text, such as 192.168.1.240 or fd00::240, without a"
          + " prefix length or zone"),
  ADDRESS_UNICAST(
      "spec.addresses[]",
      "!isIP(self) || !self.matches('" + Rule.NOT_UNICAST + "')",
      "must be a unicast address, so none of 0.0.0.0/8, 127.0.0.0/8, 224.0.0.0/3, ::, ::1,"
          + " ff00::/8"),
  ADDRESSES_DISTINCT(
      "spec.addresses",
      "self.all(a, self.exists_one(b, a == b))",
      "must not list an address twice"),
  ADDRESS_LINK_LOCAL(
      "spec",
      "has(self.interface) || (has(self.nodes) && self.nodes.exists(n, has(n.interface)))"
          + " || !self.addresses.exists(a, a.matches('"
          + Rule.LINK_LOCAL
          + "'))",
      "must name an interface when an address is link-local, for fe80::/10 is on every link"),
  VERSION_2_FAMILY(
      "spec",
      "!has(self.version) || self.version != 2 || self.addresses.all(a, !a.contains(':'))",
      "must list IPv4 addresses only with version 2, which knows no IPv6"),
  INTERVAL_STEP(
      "spec.advertisementIntervalMilliseconds",
      "self % 10 == 0",
      "must be a multiple of 10: VRRP counts the interval in centiseconds"),
  INTERFACE_NAME("spec.interface", Rule.INTERFACE_CEL, Rule.INTERFACE_MESSAGE),
  NODE_INTERFACE_NAME("spec.nodes[].interface", Rule.INTERFACE_CEL, Rule.INTERFACE_MESSAGE),
  ONE_OWNER(
      "spec.nodes",
      "self.filter(n, has(n.priority) && n.priority == 255).size() <= 1",
      "must give priority 255, the address owner, to one node at most"),
  SELECTOR_VALUES(
      "spec.nodeSelector.matchExpressions[]",
      "(self.operator in ['In', 'NotIn']) == (has(self.values) && size(self.values) > 0)",
      "must list values with In and NotIn, and no values with Exists and DoesNotExist");

  /**
   * Matches canonical text of IPv4 outside 1.0.0.0..126.255.255.255 and 128.0.0.0..223.255.255.255,
   * and of IPv6 that is unspecified, loopback or multicast.
   */
  public static final String NOT_UNICAST = "^((0|127|22[4-9]|2[3-5][0-9])[.]|::1?$|ff[0-9a-f]{2}:)";

  /** Matches canonical text of fe80::/10. */
  public static final String LINK_LOCAL = "^fe[89ab][0-9a-f]:";

  /** What the kernel accepts as a name of an interface (dev_valid_name of net/core/dev.c). */
  public static final String INTERFACE_PATTERN = "^[^/:\\s]+$";

  private static final String INTERFACE_CEL =
      "self.matches(r'" + INTERFACE_PATTERN + "') && !(self in ['.', '..'])";
  private static final String INTERFACE_MESSAGE =
      "must be the name of a network interface, without space, slash or colon";

  private final String path;
  private final String cel;
  private final String message;

  Rule(String path, String cel, String message) {
    this.path = path;
    this.cel = cel;
    this.message = message;
  }

  /** The field that the rule is attached to, and that {@code self} stands for. */
  public String path() {
    return path;
  }

  /** The rule in the Common Expression Language of Kubernetes 1.32. */
  public String cel() {
    return cel;
  }

  /** What must hold; reads on after the field's path and value. */
  public String message() {
    return message;
  }
}
