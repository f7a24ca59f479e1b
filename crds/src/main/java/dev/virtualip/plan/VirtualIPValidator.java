package dev.virtualip.plan;

import dev.virtualip.api.v1alpha1.Authentication;
import dev.virtualip.api.v1alpha1.ChecksumMode;
import dev.virtualip.api.v1alpha1.Limits;
import dev.virtualip.api.v1alpha1.NodeOverride;
import dev.virtualip.api.v1alpha1.PeerMode;
import dev.virtualip.api.v1alpha1.Rule;
import dev.virtualip.api.v1alpha1.VirtualIPSpec;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides for a VirtualIP that no API server has seen what the schema and its rules decide in a
 * cluster, with the same words.
 */
public final class VirtualIPValidator {

  private static final Pattern INTERFACE = Pattern.compile(Rule.INTERFACE_PATTERN);
  private static final Pattern SECRET_KEY = Pattern.compile(Rule.SECRET_KEY);
  private static final Pattern NODE_NAME = Pattern.compile(Limits.NODE_NAME_PATTERN);
  private static final Set<String> WITH_VALUES = Set.of("In", "NotIn");
  private final Violations violations = new Violations();

  private VirtualIPValidator() {}

  /** Everything that is wrong with {@code spec} in itself, in the order of its fields. */
  public static List<NodePlan.Refusal> validate(VirtualIPSpec spec) {
    return validate(spec, false);
  }

  /**
   * The same for a manifest that is read from a file: its administrator is the machine's own, who
   * may have health checks look at any file.
   */
  public static List<NodePlan.Refusal> validateManifest(VirtualIPSpec spec) {
    return validate(spec, true);
  }

  private static List<NodePlan.Refusal> validate(VirtualIPSpec spec, boolean absolutePaths) {
    VirtualIPValidator validator = new VirtualIPValidator();
    validator.addresses(spec.addresses());
    validator.families(spec);
    validator.interfaceName(Rule.INTERFACE_NAME, "spec.interface", spec.interfaceName());
    validator.violations.range("spec.virtualRouterID", spec.virtualRouterID(), 1, 255);
    validator.violations.range("spec.version", spec.version(), 2, 3);
    validator.interval(spec);
    validator.violations.range(
        "spec.preemptDelaySeconds", spec.preemptDelaySeconds(), 0, Limits.PREEMPT_DELAY);
    validator.selector(spec.nodeSelector());
    validator.nodes(spec.nodes());
    new HealthCheckValidator(validator.violations, absolutePaths).validate(spec.healthChecks());
    validator.peers(spec);
    validator.checksum(spec);
    validator.authentication(spec);
    return validator.violations.found();
  }

  private void addresses(List<String> addresses) {
    if (addresses.isEmpty() || addresses.size() > Limits.ADDRESSES) {
      refuse(
          "spec.addresses",
          "must list 1..%d addresses, and lists %d".formatted(Limits.ADDRESSES, addresses.size()),
          addresses.isEmpty() ? "add one" : "spread them over several VirtualIPs");
    }
    for (int i = 0; i < addresses.size(); i++) {
      address("spec.addresses[%d]".formatted(i), addresses.get(i));
    }
    Set<String> seen = new HashSet<>();
    addresses.stream()
        .filter(address -> !seen.add(address))
        .findFirst()
        .ifPresent(
            twice ->
                refuse(
                    "spec.addresses",
                    Rule.ADDRESSES_DISTINCT.message() + ", as it does " + twice,
                    "remove the repetition"));
  }

  private void address(String field, String text) {
    Optional<InetAddress> address = Addresses.canonical(text);
    if (address.isEmpty()) {
      refuse(Rule.ADDRESS_TEXT, field, text, Addresses.cure(text));
    } else if (!Addresses.isUnicast(address.get())) {
      refuse(Rule.ADDRESS_UNICAST, field, text, "choose a free address of the link's subnet");
    }
  }

  /** What the addresses ask of other fields. */
  private void families(VirtualIPSpec spec) {
    List<InetAddress> ipv6 =
        spec.addresses().stream()
            .flatMap(text -> Addresses.canonical(text).stream())
            .filter(Inet6Address.class::isInstance)
            .toList();
    boolean named =
        spec.interfaceName() != null
            || spec.nodes().stream().anyMatch(node -> node.interfaceName() != null);
    if (!named) {
      ipv6.stream()
          .filter(Addresses::isLinkLocalIPv6)
          .findFirst()
          .ifPresent(
              address ->
                  refuse(
                      "spec.interface",
                      Rule.ADDRESS_LINK_LOCAL.message() + ", as " + Addresses.text(address) + " is",
                      "set spec.interface, or the interface of each node in spec.nodes"));
    }
    if (Defaults.version(spec) == 2 && !ipv6.isEmpty()) {
      refuse(
          "spec.addresses",
          Rule.VERSION_2_FAMILY.message() + ", and lists " + Addresses.text(ipv6.getFirst()),
          "use version 3, or remove the IPv6 addresses");
    }
  }

  private void interfaceName(Rule rule, String field, @Nullable String name) {
    if (name != null
        && (name.length() > Limits.INTERFACE_NAME
            || !INTERFACE.matcher(name).matches()
            || Set.of(".", "..").contains(name))) {
      refuse(
          rule,
          field,
          name,
          "use a name that ip link shows, of %d characters at most"
              .formatted(Limits.INTERFACE_NAME));
    }
  }

  private void interval(VirtualIPSpec spec) {
    String field = "spec.advertisementIntervalMilliseconds";
    Integer interval = spec.advertisementIntervalMilliseconds();
    if (interval == null) {
      return;
    }
    String text = interval.toString();
    boolean version2 = Defaults.version(spec) == 2;
    if (interval < Limits.MINIMUM_INTERVAL || interval > Limits.MAXIMUM_INTERVAL_V2) {
      // The schema has one range for both versions, which would be no help here.
      refuse(
          field,
          text + " is out of range",
          version2
              ? "use whole seconds, %d..%d"
                  .formatted(Limits.MINIMUM_INTERVAL_V2, Limits.MAXIMUM_INTERVAL_V2)
              : "use a multiple of 10, %d..%d"
                  .formatted(Limits.MINIMUM_INTERVAL, Limits.MAXIMUM_INTERVAL));
    } else if (version2) {
      if (interval % 1000 != 0) {
        refuse(Rule.INTERVAL_VERSION_2, field, text, between(interval, 1000));
      }
    } else if (interval > Limits.MAXIMUM_INTERVAL) {
      refuse(Rule.INTERVAL_VERSION_3, field, text, "use " + Limits.MAXIMUM_INTERVAL + " or less");
    } else if (interval % 10 != 0) {
      refuse(Rule.INTERVAL_STEP, field, text, between(interval, 10));
    }
  }

  private static String between(int interval, int step) {
    int below = interval / step * step;
    return below == 0 ? "use " + step : "use %d or %d".formatted(below, below + step);
  }

  private void selector(@Nullable LabelSelector selector) {
    List<LabelSelectorRequirement> expressions =
        selector == null ? List.of() : selector.getMatchExpressions();
    for (int i = 0; i < expressions.size(); i++) {
      LabelSelectorRequirement expression = expressions.get(i);
      if (WITH_VALUES.contains(expression.getOperator()) == expression.getValues().isEmpty()) {
        refuse(
            Rule.SELECTOR_VALUES,
            "spec.nodeSelector.matchExpressions[%d]".formatted(i),
            expression.getKey() + " " + expression.getOperator(),
            "add or remove the values");
      }
    }
  }

  private void nodes(List<NodeOverride> nodes) {
    violations.size("spec.nodes", nodes, Limits.NODES);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < nodes.size(); i++) {
      NodeOverride node = nodes.get(i);
      String field = "spec.nodes[%d]".formatted(i);
      nodeName(field, node.name(), names);
      violations.range(field + ".priority", node.priority(), 1, Limits.OWNER_PRIORITY);
      interfaceName(Rule.NODE_INTERFACE_NAME, field + ".interface", node.interfaceName());
    }
    List<String> owners =
        nodes.stream()
            .filter(node -> node.priority() != null && node.priority() == Limits.OWNER_PRIORITY)
            .map(NodeOverride::name)
            .toList();
    if (owners.size() > 1) {
      refuse(
          "spec.nodes",
          Rule.ONE_OWNER.message() + ", and gives it to " + String.join(", ", owners),
          "keep it for the machine that has the addresses as its own");
    }
  }

  /** The name is absent when a manifest leaves it out: Jackson asks no record for its parts. */
  private void nodeName(String field, @Nullable String name, Set<String> names) {
    if (name == null) {
      refuse(field + ".name", "is missing", "give the name of the node");
    } else if (name.length() > Limits.NODE_NAME || !NODE_NAME.matcher(name).matches()) {
      refuse(field + ".name", quoted(name) + " is no node name", "use one that the node has");
    } else if (!names.add(name)) {
      refuse(field, quoted(name) + " is listed twice", "merge the two entries");
    }
  }

  private void peers(VirtualIPSpec spec) {
    List<String> external = Defaults.externalPeers(spec);
    violations.size("spec.peers.external", external, Limits.EXTERNAL_PEERS);
    if (!external.isEmpty() && Defaults.peerMode(spec) == PeerMode.MULTICAST) {
      violations.refuse(
          "spec.peers.mode", Rule.PEERS_MODE.message(), "add mode: Both, or remove the routers");
    }
    for (int i = 0; i < external.size(); i++) {
      String field = "spec.peers.external[%d]".formatted(i);
      String text = external.get(i);
      Optional<InetAddress> address = Addresses.canonical(text);
      if (address.isEmpty()) {
        refuse(Rule.PEER_TEXT, field, text, Addresses.cure(text));
      } else if (!Addresses.isUnicast(address.get())) {
        refuse(Rule.PEER_UNICAST, field, text, "give the address that the router sends from");
      }
    }
    violations.distinct("spec.peers.external", external);
    external.stream()
        .filter(spec.addresses()::contains)
        .findFirst()
        .ifPresent(
            virtual ->
                refuse(
                    Rule.PEER_OWN_ADDRESS,
                    "spec.peers",
                    virtual,
                    "give the address that the router sends from"));
  }

  private void checksum(VirtualIPSpec spec) {
    if (Defaults.version(spec) == 2 && spec.checksum() == ChecksumMode.MESSAGE_ONLY) {
      violations.refuse("spec.checksum", Rule.CHECKSUM_VERSION.message(), "remove it");
    }
  }

  private void authentication(VirtualIPSpec spec) {
    Authentication authentication = spec.authentication();
    if (authentication == null) {
      return;
    }
    if (Defaults.version(spec) != 2) {
      violations.refuse(
          "spec.authentication",
          Rule.AUTHENTICATION_VERSION.message(),
          "remove it, or set version: 2");
    }
    violations.present("spec.authentication.type", authentication.type());
    String field = "spec.authentication.passwordKey";
    String key = authentication.passwordKey();
    if (violations.present(field, key)
        && violations.length(field, key, Limits.PASSWORD_KEY)
        && (!SECRET_KEY.matcher(key).matches() || key.equals(".") || key.startsWith(".."))) {
      refuse(Rule.PASSWORD_KEY, field, key, "use a key such as lab");
    }
  }

  private void refuse(Rule rule, String field, String value, String cure) {
    violations.refuse(rule, field, value, cure);
  }

  private void refuse(String field, String message, String cure) {
    violations.refuse(field, message, cure);
  }

  private static String quoted(String value) {
    return Violations.quoted(value);
  }
}
