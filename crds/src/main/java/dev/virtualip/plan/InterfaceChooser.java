package dev.virtualip.plan;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.Limits;
import dev.virtualip.api.v1alpha1.NodeOverride;
import dev.virtualip.api.v1alpha1.VirtualIPSpec;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The steps of one {@link InterfaceChoice}. */
final class InterfaceChooser {
  private final VirtualIPSpec spec;
  private final int priority;
  private final NodeFacts node;
  private final List<Wanted> wanted = new ArrayList<>();

  /** An address of the spec and its place there. */
  private record Wanted(int index, InetAddress address) {
    String field() {
      return "spec.addresses[%d]".formatted(index);
    }

    String text() {
      return Addresses.text(address);
    }

    boolean linkLocal() {
      return Addresses.isLinkLocalIPv6(address);
    }
  }

  private record Named(String interfaceName, String field) {}

  /** Ends a decision at the first thing that is in its way. */
  static final class NoPlaceException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient NodePlan.Refusal refusal;

    private NoPlaceException(String field, String message, String cure) {
      super(message, null, false, false);
      refusal = new NodePlan.Refusal(field, message, cure);
    }

    NodePlan.Refusal refusal() {
      return refusal;
    }
  }

  InterfaceChooser(VirtualIPSpec spec, int priority, NodeFacts node) {
    this.spec = spec;
    this.priority = priority;
    this.node = node;
    for (int i = 0; i < spec.addresses().size(); i++) {
      wanted.add(new Wanted(i, Addresses.canonical(spec.addresses().get(i)).orElseThrow()));
    }
  }

  List<InterfaceChoice.Place> decide() throws NoPlaceException {
    refuseOwn();
    Optional<Named> named = named();
    List<NetworkInterface> candidates = candidates(named);
    String where = named.map(name -> " on " + name.interfaceName()).orElse("");
    List<NetworkInterface> forAll =
        candidates.stream()
            .filter(candidate -> Stream.of(Family.values()).allMatch(f -> serves(candidate, f)))
            .toList();
    List<InterfaceChoice.Place> places = new ArrayList<>();
    for (Family family : Family.values()) {
      List<Wanted> addresses = of(family);
      if (!addresses.isEmpty()) {
        String name = choose(addresses, forAll.isEmpty() ? candidates : forAll, where);
        places.add(
            new InterfaceChoice.Place(
                family,
                name,
                addresses.stream()
                    .sorted(Comparator.comparing(address -> !address.linkLocal()))
                    .map(Wanted::text)
                    .toList()));
      }
    }
    return places;
  }

  private List<Wanted> of(Family family) {
    return wanted.stream().filter(it -> Addresses.family(it.address()) == family).toList();
  }

  /** The address that decides where its family goes; link-local ones are on every link. */
  private static Optional<Wanted> deciding(List<Wanted> family) {
    return family.stream().filter(address -> !address.linkLocal()).findFirst();
  }

  private boolean serves(NetworkInterface candidate, Family family) {
    return deciding(of(family))
        .map(first -> longest(candidate, first.address()).isPresent())
        .orElse(true);
  }

  /** An address that the node itself has can't move, unless the node is its owner. */
  private void refuseOwn() throws NoPlaceException {
    if (priority == Limits.OWNER_PRIORITY) {
      return;
    }
    for (NetworkInterface candidate : node.interfaces()) {
      for (Wanted address : wanted) {
        if (address.address().equals(candidate.linkLocal())
            || candidate.subnets().stream()
                .anyMatch(subnet -> subnet.address().equals(address.address()))) {
          throw new NoPlaceException(
              address.field(),
              "%s is the own address of node %s on %s"
                  .formatted(address.text(), node.name(), candidate.name()),
              "choose an address that no machine has, or give the node priority 255 in"
                  + " spec.nodes to make it the address owner");
        }
      }
    }
  }

  private Optional<Named> named() {
    for (int i = 0; i < spec.nodes().size(); i++) {
      NodeOverride override = spec.nodes().get(i);
      String name = override.interfaceName();
      if (override.name().equals(node.name()) && name != null) {
        return Optional.of(new Named(name, "spec.nodes[%d].interface".formatted(i)));
      }
    }
    return Optional.ofNullable(spec.interfaceName()).map(name -> new Named(name, "spec.interface"));
  }

  private List<NetworkInterface> candidates(Optional<Named> named) throws NoPlaceException {
    if (named.isEmpty()) {
      for (Wanted address : wanted) {
        if (address.linkLocal()) {
          throw new NoPlaceException(
              address.field(),
              "%s is link-local, and no interface is named for node %s"
                  .formatted(address.text(), node.name()),
              "set spec.interface, or the interface of this node in spec.nodes");
        }
      }
      return node.interfaces();
    }
    String name = named.get().interfaceName();
    List<NetworkInterface> found =
        node.interfaces().stream().filter(candidate -> candidate.name().equals(name)).toList();
    if (found.isEmpty()) {
      throw new NoPlaceException(
          named.get().field(),
          "node %s has no interface %s that is up, broadcast and multicast and has an"
                  .formatted(node.name(), name)
              + " address; it has "
              + describe(node.interfaces()),
          "correct the name, set another one for this node in spec.nodes, or bring the"
              + " interface up with an address");
    }
    return found;
  }

  private String choose(List<Wanted> family, List<NetworkInterface> candidates, String where)
      throws NoPlaceException {
    Optional<Wanted> first = deciding(family);
    if (first.isEmpty()) {
      return candidates.getFirst().name();
    }
    List<Fit> fits = new ArrayList<>();
    for (NetworkInterface candidate : candidates) {
      longest(candidate, first.get().address())
          .ifPresent(subnet -> fits.add(new Fit(candidate, subnet)));
    }
    // As the kernel routes: the longest prefix, then its own order.
    NetworkInterface chosen =
        fits.stream()
            .max(Comparator.comparingInt(Fit::prefixLength))
            .map(Fit::candidate)
            .orElseThrow(
                () ->
                    offSubnet(
                        first.get(),
                        where,
                        candidates,
                        "choose a free address of one of its subnets, or exclude the node by"
                            + " spec.nodeSelector"));
    for (Wanted address : family) {
      if (!address.linkLocal()) {
        require(address, chosen);
      }
    }
    return chosen.name();
  }

  private void require(Wanted address, NetworkInterface chosen) throws NoPlaceException {
    Subnet subnet =
        longest(chosen, address.address())
            .orElseThrow(
                () ->
                    offSubnet(
                        address,
                        " on " + chosen.name(),
                        List.of(chosen),
                        "choose addresses of one link, or make one VirtualIP for each link"));
    if (subnet.isReserved(address.address())) {
      throw new NoPlaceException(
          address.field(),
          "%s is the %s address of %s on node %s"
              .formatted(
                  address.text(),
                  Addresses.family(address.address()) == Family.IPV4
                      ? "network or broadcast"
                      : "subnet-router anycast",
                  subnet,
                  node.name()),
          "choose a free host address of that subnet");
    }
  }

  private NoPlaceException offSubnet(
      Wanted address, String where, List<NetworkInterface> candidates, String cure) {
    return new NoPlaceException(
        address.field(),
        "%s is on no subnet of node %s%s, which has %s"
            .formatted(address.text(), node.name(), where, describe(candidates)),
        cure);
  }

  private static Optional<Subnet> longest(NetworkInterface candidate, InetAddress address) {
    return candidate.subnets().stream()
        .filter(subnet -> subnet.contains(address))
        .max(Comparator.comparingInt(Subnet::prefixLength));
  }

  private static String describe(List<NetworkInterface> interfaces) {
    return interfaces.isEmpty()
        ? "none"
        : interfaces.stream()
            .map(
                candidate ->
                    candidate.subnets().stream()
                        .map(Subnet::toString)
                        .collect(Collectors.joining(" ", candidate.name() + " ", "")))
            .collect(Collectors.joining(", "));
  }

  private record Fit(NetworkInterface candidate, Subnet subnet) {
    int prefixLength() {
      return subnet.prefixLength();
    }
  }
}
