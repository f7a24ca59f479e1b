package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.Limits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The node that the annotation of a VirtualIP prefers, for a planned move. */
final class Preference {

  /** Annotation on a VirtualIP whose value is the name of a Node. */
  static final String ANNOTATION = "virtualip.dev/preferred-node";

  /** Above every rank, and below the address owner (RFC 9568 section 5.2.4). */
  static final int PRIORITY = 254;

  private Preference() {}

  /**
   * Raises the preferred node, also one that stands by; the priorities of the others don't change.
   *
   * @param candidates nodes that can run the VirtualIP
   */
  static void apply(
      DeclaredVirtualIP virtualIP, Set<String> candidates, Map<String, Integer> priorities) {
    String node = virtualIP.preferredNode();
    if (node != null && candidates.contains(node)) {
      priorities.merge(node, PRIORITY, Math::max);
    }
  }

  /** Tells what became of the wish; empty if there is none. */
  static Optional<Notice> notice(
      DeclaredVirtualIP virtualIP,
      Map<String, Integer> priorities,
      Set<String> eligible,
      List<ClusterNode> nodes) {
    String preferred = virtualIP.preferredNode();
    if (preferred == null) {
      return Optional.empty();
    }
    Optional<ClusterNode> node =
        nodes.stream().filter(it -> it.name().equals(preferred)).findFirst();
    Optional<String> owner =
        priorities.entrySet().stream()
            .filter(it -> it.getValue() == Limits.OWNER_PRIORITY && !it.getKey().equals(preferred))
            .map(Map.Entry::getKey)
            .findFirst();
    String cure = "; name another node or remove the annotation";
    Notice notice;
    if (node.isEmpty()) {
      notice = no("UnknownNode", "there is no Linux node " + preferred + cure);
    } else if (!eligible.contains(preferred)) {
      notice =
          no("NotEligible", preferred + " does not match spec.nodeSelector or is excluded" + cure);
    } else if (!priorities.containsKey(preferred)) {
      notice = no("CannotRun", preferred + " has no interface for the addresses" + cure);
    } else if (node.get().drains()) {
      notice = no("Draining", preferred + " is cordoned; uncordon it" + cure.substring(1));
    } else if (owner.isPresent()) {
      notice = no("AddressOwner", "node " + owner.get() + " owns the addresses" + cure);
    } else {
      notice =
          new Notice(
              Conditions.PREFERRED_NODE,
              Conditions.Truth.TRUE,
              "Preferred",
              preferred + " has priority " + priorities.get(preferred));
    }
    return Optional.of(notice);
  }

  private static Notice no(String reason, String message) {
    return new Notice(
        Conditions.PREFERRED_NODE,
        Conditions.Truth.FALSE,
        reason,
        "metadata.annotations[%s]: %s".formatted(ANNOTATION, message));
  }
}
