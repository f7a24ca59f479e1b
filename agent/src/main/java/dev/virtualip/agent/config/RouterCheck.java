package dev.virtualip.agent.config;

import dev.virtualip.api.v1alpha1.Authentication;
import dev.virtualip.api.v1alpha1.AuthenticationType;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.Limits;
import dev.virtualip.api.v1alpha1.PeerMode;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.plan.Addresses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of several virtual routers can run beside each other. Configuration from the API
 * server has passed a schema and a manifest its validation, but a file on disk has passed nothing,
 * and none of them can see two routers that want the same VRID.
 */
final class RouterCheck {

  /** As dev_valid_name in net/core/dev.c. */
  private static final Pattern INTERFACE_NAME =
      Pattern.compile("(?!\\.{1,2}$)[^\\s/:]{1," + Limits.INTERFACE_NAME + "}");

  private static final int VERSION_2 = 2;
  private static final int VERSION_3 = 3;

  private record Place(String interfaceName, Family family, int virtualRouterID) {}

  private record Claim(String interfaceName, String address) {}

  private final Map<Place, ConfiguredRouter> taken = new HashMap<>();
  private final Map<Claim, ConfiguredRouter> claimed = new HashMap<>();
  private final List<ConfiguredRouter> accepted = new ArrayList<>();

  private final @Nullable SecretsDirectory secrets;

  /** Without a look at passwords. */
  RouterCheck() {
    this(null);
  }

  /**
   * @param secrets must have the passwords that routers name; null leaves that for later
   */
  RouterCheck(@Nullable SecretsDirectory secrets) {
    this.secrets = secrets;
  }

  /** Accepts {@code candidate}, or says why it can't run beside those accepted before it. */
  Optional<Refusal> accept(ConfiguredRouter candidate) {
    VirtualRouterSpec router = candidate.router();
    Optional<Refusal> invalid = validate(candidate).or(() -> authentication(candidate));
    if (invalid.isPresent()) {
      return invalid;
    }
    Place place = new Place(router.interfaceName(), router.family(), router.virtualRouterID());
    ConfiguredRouter holder = taken.putIfAbsent(place, candidate);
    if (holder != null) {
      return Optional.of(
          refusal(
              candidate,
              "virtualRouterID",
              "%d is taken on %s by VirtualIP %s (%s)"
                  .formatted(
                      router.virtualRouterID(),
                      router.interfaceName(),
                      holder.virtualIP(),
                      holder.origin()),
              "give one of them another virtualRouterID"));
    }
    for (String address : router.addresses()) {
      ConfiguredRouter claimant = claimed.get(new Claim(router.interfaceName(), address));
      if (claimant != null) {
        taken.remove(place);
        return Optional.of(
            refusal(
                candidate,
                "addresses",
                "%s belongs to VirtualIP %s (%s)"
                    .formatted(address, claimant.virtualIP(), claimant.origin()),
                "name each address in one VirtualIP only"));
      }
    }
    router
        .addresses()
        .forEach(address -> claimed.put(new Claim(router.interfaceName(), address), candidate));
    accepted.add(candidate);
    return Optional.empty();
  }

  /** Those accepted so far, in order. */
  List<ConfiguredRouter> accepted() {
    return List.copyOf(accepted);
  }

  private static Optional<Refusal> validate(ConfiguredRouter candidate) {
    VirtualRouterSpec router = candidate.router();
    if (!INTERFACE_NAME.matcher(router.interfaceName()).matches()) {
      return Optional.of(
          refusal(
              candidate,
              "interface",
              "\"" + router.interfaceName() + "\" is no interface name",
              "use a name that ip link shows"));
    }
    Optional<Refusal> number =
        range(candidate, "virtualRouterID", router.virtualRouterID(), 1, 255, 1)
            .or(() -> range(candidate, "priority", router.priority(), 1, 255, 1))
            .or(() -> range(candidate, "version", router.version(), VERSION_2, VERSION_3, 1))
            .or(() -> interval(candidate));
    return number.or(() -> addresses(candidate)).or(() -> peers(candidate));
  }

  private static Optional<Refusal> interval(ConfiguredRouter candidate) {
    boolean version2 = candidate.router().version() == VERSION_2;
    return range(
        candidate,
        "advertisementIntervalMilliseconds",
        candidate.router().advertisementIntervalMilliseconds(),
        version2 ? Limits.MINIMUM_INTERVAL_V2 : Limits.MINIMUM_INTERVAL,
        version2 ? Limits.MAXIMUM_INTERVAL_V2 : Limits.MAXIMUM_INTERVAL,
        version2 ? Limits.MINIMUM_INTERVAL_V2 : Limits.MINIMUM_INTERVAL);
  }

  private Optional<Refusal> authentication(ConfiguredRouter candidate) {
    VirtualRouterSpec router = candidate.router();
    Authentication authentication = router.authentication();
    if (authentication == null) {
      return Optional.empty();
    }
    if (router.version() != VERSION_2) {
      return Optional.of(
          refusal(
              candidate,
              "authentication",
              "version " + router.version() + " has none",
              "remove it, or use version 2"));
    }
    if (authentication.type() != AuthenticationType.SIMPLE_PASSWORD) {
      return Optional.of(
          refusal(candidate, "authentication.type", "is missing", "use SimplePassword"));
    }
    if (authentication.passwordKey() == null || secrets == null) {
      return authentication.passwordKey() != null
          ? Optional.empty()
          : Optional.of(
              refusal(
                  candidate,
                  "authentication.passwordKey",
                  "is missing",
                  "name a key of the Secret virtualip-authentication"));
    }
    return secrets
        .problem(authentication.passwordKey())
        .map(
            problem ->
                refusal(
                    candidate, "authentication.passwordKey", problem.message(), problem.cure()));
  }

  private static Optional<Refusal> range(
      ConfiguredRouter candidate, String field, int value, int minimum, int maximum, int step) {
    if (value >= minimum && value <= maximum && value % step == 0) {
      return Optional.empty();
    }
    String must = "use %d..%d".formatted(minimum, maximum);
    return Optional.of(
        refusal(
            candidate,
            field,
            value + " is out of range",
            step == 1 ? must : must + " in steps of " + step));
  }

  private static Optional<Refusal> addresses(ConfiguredRouter candidate) {
    List<String> addresses = candidate.router().addresses();
    if (candidate.router().family() == Family.IPV6 && candidate.router().version() == VERSION_2) {
      return Optional.of(
          refusal(candidate, "version", "2 knows no IPv6", "use version 3, or IPv4 addresses"));
    }
    if (new HashSet<>(addresses).size() < addresses.size()) {
      return Optional.of(
          refusal(candidate, "addresses", "an address is there twice", "name each one once"));
    }
    if (addresses.isEmpty() || addresses.size() > Limits.ADDRESSES) {
      return Optional.of(
          refusal(
              candidate,
              "addresses",
              addresses.size() + " addresses",
              "use 1..%d".formatted(Limits.ADDRESSES)));
    }
    for (int i = 0; i < addresses.size(); i++) {
      if (!isOf(candidate.router().family(), addresses.get(i))) {
        return Optional.of(
            refusal(
                candidate,
                "addresses[" + i + "]",
                "\"" + addresses.get(i) + "\" is no unicast address of the router's family",
                "use canonical text, such as 192.168.1.240 or fd00::240"));
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> peers(ConfiguredRouter candidate) {
    VirtualRouterSpec router = candidate.router();
    List<String> external = router.externalPeers();
    if (router.peerMode() == PeerMode.MULTICAST && !external.isEmpty()) {
      return Optional.of(
          refusal(
              candidate,
              "peerMode",
              "Multicast reaches no external peers",
              "use Unicast or Both, or remove the peers"));
    }
    if (external.size() > Limits.EXTERNAL_PEERS) {
      return Optional.of(
          refusal(
              candidate,
              "externalPeers",
              external.size() + " peers",
              "use at most %d".formatted(Limits.EXTERNAL_PEERS)));
    }
    for (int i = 0; i < external.size(); i++) {
      String peer = external.get(i);
      String field = "externalPeers[" + i + "]";
      if (!isOf(router.family(), peer)) {
        return Optional.of(
            refusal(
                candidate,
                field,
                "\"" + peer + "\" is no unicast address of the router's family",
                "use canonical text, such as 192.168.1.9 or fe80::9"));
      }
      if (router.addresses().contains(peer)) {
        return Optional.of(
            refusal(
                candidate,
                field,
                peer + " is a virtual address of this router",
                "give the address that the peer sends from"));
      }
      if (external.indexOf(peer) < i) {
        return Optional.of(
            refusal(candidate, field, peer + " is there twice", "name each peer once"));
      }
    }
    return Optional.empty();
  }

  private static boolean isOf(Family family, String text) {
    return Addresses.canonical(text)
        .filter(address -> Addresses.family(address) == family && Addresses.isUnicast(address))
        .isPresent();
  }

  private static Refusal refusal(
      ConfiguredRouter candidate, String field, String message, String cure) {
    return new Refusal(
        candidate.origin(), candidate.virtualIP(), field, message, cure, false, candidate.router());
  }
}
