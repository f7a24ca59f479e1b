package dev.virtualip.plan;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.VirtualIPSpec;
import java.util.List;

/**
 * Chooses the interface of a node that carries the addresses of a VirtualIP, for each family: the
 * one named for this node, else the one named for all, else the one whose connected subnet contains
 * them. Where one interface has subnets for both families, both go there: a host that loses that
 * link should lose both.
 */
sealed interface InterfaceChoice {

  /**
   * There is an interface for everything.
   *
   * @param places one for each family that has addresses, in the order IPv4, IPv6
   */
  record Chosen(List<Place> places) implements InterfaceChoice {
    public Chosen {
      places = List.copyOf(places);
    }
  }

  /**
   * Where the addresses of one family go.
   *
   * @param addresses canonical text, link-local ones first (RFC 9568 section 5.2.9)
   */
  record Place(Family family, String interfaceName, List<String> addresses) {
    public Place {
      addresses = List.copyOf(addresses);
    }
  }

  /** The node has no interface for it. */
  record Refused(NodePlan.Refusal refusal) implements InterfaceChoice {}

  /** Decides for a spec whose addresses are valid. */
  static InterfaceChoice of(VirtualIPSpec spec, int priority, NodeFacts node) {
    try {
      return new Chosen(new InterfaceChooser(spec, priority, node).decide());
    } catch (InterfaceChooser.NoPlaceException e) {
      return new Refused(e.refusal());
    }
  }
}
