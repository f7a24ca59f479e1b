package dev.virtualip.plan;

import dev.virtualip.api.v1alpha1.NodeOverride;
import dev.virtualip.api.v1alpha1.VirtualIPSpec;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Chooses the interface of a node that carries the addresses of a VirtualIP: the one named for this
 * node, else the one named for all, else the one whose connected subnet contains them.
 */
sealed interface InterfaceChoice {

  /** The virtual router goes on this interface. */
  record Chosen(String interfaceName) implements InterfaceChoice {}

  /** The node has no interface for it. */
  record Refused(NodePlan.Refusal refusal) implements InterfaceChoice {}

  /** Decides for a spec whose addresses are valid. */
  static InterfaceChoice of(VirtualIPSpec spec, int priority, NodeFacts node) {
    return new Choosing(spec, priority, node).decide();
  }

  /** The steps of one decision. */
  final class Choosing {
    private static final int OWNER = 255;

    private final VirtualIPSpec spec;
    private final int priority;
    private final NodeFacts node;
    private final List<Inet4Address> addresses;

    private Choosing(VirtualIPSpec spec, int priority, NodeFacts node) {
      this.spec = spec;
      this.priority = priority;
      this.node = node;
      this.addresses =
          spec.addresses().stream().map(text -> Addresses.ipv4(text).orElseThrow()).toList();
    }

    private InterfaceChoice decide() {
      return assigned()
          .<InterfaceChoice>map(Refused::new)
          .orElseGet(() -> named().orElseGet(() -> bySubnet(node.interfaces(), "")));
    }

    /** An address that the node itself has can't move, unless the node is its owner. */
    private Optional<NodePlan.Refusal> assigned() {
      if (priority == OWNER) {
        return Optional.empty();
      }
      for (NetworkInterface candidate : node.interfaces()) {
        for (Subnet subnet : candidate.subnets()) {
          int index = addresses.indexOf(subnet.address());
          if (index >= 0) {
            return Optional.of(
                new NodePlan.Refusal(
                    field(index),
                    "%s is the own address of node %s on %s"
                        .formatted(text(index), node.name(), candidate.name()),
                    "choose an address that no machine has, or give the node priority 255 in"
                        + " spec.nodes to make it the address owner"));
          }
        }
      }
      return Optional.empty();
    }

    private Optional<InterfaceChoice> named() {
      for (int i = 0; i < spec.nodes().size(); i++) {
        NodeOverride override = spec.nodes().get(i);
        if (override.name().equals(node.name()) && override.interfaceName() != null) {
          return Optional.of(
              byName(override.interfaceName(), "spec.nodes[%d].interface".formatted(i)));
        }
      }
      return Optional.ofNullable(spec.interfaceName()).map(name -> byName(name, "spec.interface"));
    }

    private InterfaceChoice byName(String name, String field) {
      List<NetworkInterface> found =
          node.interfaces().stream().filter(candidate -> candidate.name().equals(name)).toList();
      if (found.isEmpty()) {
        return new Refused(
            new NodePlan.Refusal(
                field,
                "node %s has no interface %s that is up, broadcast and multicast and has an"
                        .formatted(node.name(), name)
                    + " address; it has "
                    + describe(node.interfaces()),
                "correct the name, set another one for this node in spec.nodes, or bring the"
                    + " interface up with an address"));
      }
      return bySubnet(found, " on " + name);
    }

    private InterfaceChoice bySubnet(List<NetworkInterface> candidates, String where) {
      List<Fit> fits = new ArrayList<>();
      for (NetworkInterface candidate : candidates) {
        longest(candidate, addresses.getFirst())
            .ifPresent(subnet -> fits.add(new Fit(candidate, subnet)));
      }
      // As the kernel routes: the longest prefix, then its own order.
      Optional<Fit> best = fits.stream().max(Comparator.comparingInt(Fit::prefixLength));
      if (best.isEmpty()) {
        return offSubnet(0, where, candidates);
      }
      NetworkInterface chosen = best.get().candidate();
      for (int i = 0; i < addresses.size(); i++) {
        Optional<Subnet> subnet = longest(chosen, addresses.get(i));
        if (subnet.isEmpty()) {
          return offSubnet(i, " on " + chosen.name(), List.of(chosen));
        }
        if (subnet.get().isNetworkOrBroadcast(addresses.get(i))) {
          return new Refused(
              new NodePlan.Refusal(
                  field(i),
                  "%s is the network or broadcast address of %s on node %s"
                      .formatted(text(i), subnet.get(), node.name()),
                  "choose a free host address of that subnet"));
        }
      }
      return new Chosen(chosen.name());
    }

    private InterfaceChoice offSubnet(int index, String where, List<NetworkInterface> candidates) {
      return new Refused(
          new NodePlan.Refusal(
              field(index),
              "%s is on no subnet of node %s%s, which has %s"
                  .formatted(text(index), node.name(), where, describe(candidates)),
              index == 0
                  ? "choose a free address of one of its subnets, or exclude the node by"
                      + " spec.nodeSelector"
                  : "choose addresses of one link, or make one VirtualIP for each link"));
    }

    private static Optional<Subnet> longest(NetworkInterface candidate, Inet4Address address) {
      return candidate.subnets().stream()
          .filter(subnet -> subnet.contains(address))
          .max(Comparator.comparingInt(Subnet::prefixLength));
    }

    private String field(int index) {
      return "spec.addresses[%d]".formatted(index);
    }

    private String text(int index) {
      return spec.addresses().get(index);
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
}
