package dev.virtualip.api.v1alpha1;

import org.jspecify.annotations.Nullable;

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
      "interface",
      "has(self.interface) || (has(self.nodes) && self.nodes.exists(n, has(n.interface)))"
          + " || !self.addresses.exists(a, a.matches('"
          + Rule.LINK_LOCAL
          + "'))",
      "must name an interface when an address is link-local, for fe80::/10 is on every link"),
  VERSION_2_FAMILY(
      "spec",
      "addresses",
      "!has(self.version) || self.version != 2 || self.addresses.all(a, !a.contains(':'))",
      "must list IPv4 addresses only with version 2, which knows no IPv6"),
  INTERVAL_STEP(
      "spec.advertisementIntervalMilliseconds",
      "self % 10 == 0",
      "must be a multiple of 10: VRRP counts the interval in centiseconds"),
  INTERVAL_VERSION_3(
      "spec",
      "advertisementIntervalMilliseconds",
      "!("
          + Rule.VERSION_3
          + ") || !has(self.advertisementIntervalMilliseconds)"
          + " || self.advertisementIntervalMilliseconds <= 40950",
      "must be 40950 at most with version 3, which has 12 bits of centiseconds for it"),
  INTERVAL_VERSION_2(
      "spec",
      "advertisementIntervalMilliseconds",
      Rule.VERSION_3
          + " || !has(self.advertisementIntervalMilliseconds)"
          + " || self.advertisementIntervalMilliseconds % 1000 == 0",
      "must be whole seconds with version 2, so 1000, 2000 and so on up to 255000"),
  SELECTOR_VALUES(
      "spec.nodeSelector.matchExpressions[]",
      "(self.operator in ['In', 'NotIn']) == (has(self.values) && size(self.values) > 0)",
      "must list values with In and NotIn, and no values with Exists and DoesNotExist"),
  INTERFACE_NAME("spec.interface", Rule.INTERFACE_CEL, Rule.INTERFACE_MESSAGE),
  NODE_INTERFACE_NAME("spec.nodes[].interface", Rule.INTERFACE_CEL, Rule.INTERFACE_MESSAGE),
  ONE_OWNER(
      "spec.nodes",
      "self.filter(n, has(n.priority) && n.priority == 255).size() <= 1",
      "must give priority 255, the address owner, to one node at most"),
  CHECK_KIND(
      "spec.healthChecks[]",
      "[has(self.httpGet), has(self.tcpSocket), has(self.file)].filter(kind, kind).size() == 1",
      "must have exactly one of httpGet, tcpSocket and file"),
  HTTP_HOST("spec.healthChecks[].httpGet.host", Rule.HOST_CEL, Rule.HOST_MESSAGE),
  HTTP_PATH(
      "spec.healthChecks[].httpGet.path",
      "self.matches(r'" + Rule.URL_PATH + "')",
      "must begin with a slash and have only printable ASCII characters, no space and no #"),
  HTTP_HOST_HEADER(
      "spec.healthChecks[].httpGet.hostHeader",
      "self.matches(r'" + Rule.HOST_HEADER + "')",
      "must be a host name, with or without a port, such as app.example.org"),
  HTTP_STATUS(
      "spec.healthChecks[].httpGet",
      "minimumStatus",
      "(has(self.minimumStatus) ? self.minimumStatus : 200)"
          + " <= (has(self.maximumStatus) ? self.maximumStatus : 399)",
      "must not be above maximumStatus; where one is left out, 200 and 399 count"),
  TCP_HOST("spec.healthChecks[].tcpSocket.host", Rule.HOST_CEL, Rule.HOST_MESSAGE),
  FILE_PATH(
      "spec.healthChecks[].file.path",
      "self.matches(r'" + Rule.RELATIVE_PATH + "') && !self.matches(r'" + Rule.DOTS + "')",
      "must be a path relative to checks/ in the agent's state directory, without . or .. or empty"
          + " parts"),
  PEERS_MODE(
      "spec.peers",
      "mode",
      "!has(self.external) || size(self.external) == 0"
          + " || (has(self.mode) && self.mode in ['Unicast', 'Both'])",
      "must be Unicast or Both while external lists routers"),
  PEER_TEXT(
      "spec.peers.external[]",
      Rule.CANONICAL,
      "must be an IP address in canonical text, such as 192.168.1.9 or fe80::9, without a prefix"
          + " length or a zone"),
  PEER_UNICAST(
      "spec.peers.external[]",
      "!isIP(self) || !self.matches('" + Rule.NOT_UNICAST + "')",
      "must be a unicast address, as a router sends from"),
  PEER_OWN_ADDRESS(
      "spec",
      "peers",
      "!has(self.peers) || !has(self.peers.external)"
          + " || !self.peers.external.exists(p, p in self.addresses)",
      "must list own addresses of routers in external, none of spec.addresses"),
  CHECKSUM_VERSION(
      "spec",
      "checksum",
      Rule.VERSION_3 + " || !has(self.checksum) || self.checksum != 'MessageOnly'",
      "must not be MessageOnly with version 2: it chooses between two forms of version 3"),
  AUTHENTICATION_VERSION(
      "spec",
      "authentication",
      "!has(self.authentication) || (has(self.version) && self.version == 2)",
      "must come with version 2: version 3 has no authentication"),
  PASSWORD_KEY(
      "spec.authentication.passwordKey",
      "self.matches('" + Rule.SECRET_KEY + "') && self != '.' && !self.startsWith('..')",
      "must be a key of a Secret: letters, digits, '-', '_' and '.', neither . nor beginning with"
          + " ..");

  /**
   * Matches canonical text of IPv4 outside 1.0.0.0..126.255.255.255 and 128.0.0.0..223.255.255.255,
   * and of IPv6 that is unspecified, loopback or multicast.
   */
  public static final String NOT_UNICAST = "^((0|127|22[4-9]|2[3-5][0-9])[.]|::1?$|ff[0-9a-f]{2}:)";

  /** Matches canonical text of fe80::/10. */
  public static final String LINK_LOCAL = "^fe[89ab][0-9a-f]:[0-9a-f:]*$";

  /** What the kernel accepts as a name of an interface (dev_valid_name of net/core/dev.c). */
  public static final String INTERFACE_PATTERN = "^[^/:\\s]+$";

  /** A name as in DNS, loosely; dotted quads are among them. */
  public static final String HOST_NAME = "^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?$";

  /** Such a name as the Host header of HTTP/1.1 has it (RFC 9110 section 7.2). */
  public static final String HOST_HEADER =
      "^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?(:[0-9]{1,5})?$";

  /** An absolute path with or without a query, as it goes into a request (RFC 9112 3.2.1). */
  public static final String URL_PATH = "^/[!\"$-~]*$";

  /** Parts that are neither empty nor have control characters, slashes between them. */
  public static final String RELATIVE_PATH = "^[^/\\x00-\\x1f\\x7f]+(/[^/\\x00-\\x1f\\x7f]+)*$";

  /** A part that is {@code .} or {@code ..}. */
  public static final String DOTS = "(^|/)[.][.]?(/|$)";

  /** What Kubernetes takes as a key of a Secret, all but the dots. */
  public static final String SECRET_KEY = "^[-._a-zA-Z0-9]+$";

  private static final String CANONICAL = "isIP(self) && ip.isCanonical(self)";
  private static final String INTERFACE_CEL =
      "self.matches(r'" + INTERFACE_PATTERN + "') && !(self in ['.', '..'])";
  private static final String INTERFACE_MESSAGE =
      "must be the name of a network interface, without space, slash or colon";
  private static final String HOST_CEL =
      "self.matches(r'" + HOST_NAME + "') || (" + CANONICAL + ")";
  private static final String HOST_MESSAGE =
      "must be a host name or an IP address in canonical text, without port or brackets";

  /** Within the spec; written so that it can stand before an "or". */
  private static final String VERSION_3 = "!has(self.version) || self.version == 3";

  private final String path;
  private final @Nullable String child;
  private final String cel;
  private final String message;

  Rule(String path, String cel, String message) {
    this(path, null, cel, message);
  }

  Rule(String path, @Nullable String child, String cel, String message) {
    this.path = path;
    this.child = child;
    this.cel = cel;
    this.message = message;
  }

  /** The field that the rule is attached to, and that {@code self} stands for. */
  public String path() {
    return path;
  }

  /** The field below {@link #path()} that a violation is reported at; null for that one itself. */
  public @Nullable String child() {
    return child;
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
