package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.operator.plan.Conditions.Truth;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the addresses of an accepted VirtualIP are held, by what is heard.
 *
 * @param deadline when this changes by the mere passing of time
 */
record Readiness(Truth status, String reason, String message, Optional<Instant> deadline) {

  /** Between the last word of one holder and the first of the next nothing is wrong yet. */
  static final Duration ELECTION = Duration.ofSeconds(3);

  /**
   * Judges what is heard.
   *
   * @param trouble what agents report to be held twice or to be in use elsewhere
   * @param previous the condition as it was
   */
  static Readiness of(
      Map<Family, Holder> holders,
      List<Notice> trouble,
      Progress progress,
      Rollout rollout,
      Optional<Condition> previous,
      Instant now) {
    Optional<Notice> dual = dualActive(holders).or(() -> find(trouble, Conditions.DUAL_ACTIVE));
    if (dual.isPresent()) {
      return decided(Truth.FALSE, "DualActive", dual.get().message());
    }
    if (!holders.isEmpty() && holders.values().stream().noneMatch(Holder.None.class::isInstance)) {
      return held(holders);
    }
    Optional<Notice> conflict = find(trouble, Conditions.ADDRESS_CONFLICT);
    if (conflict.isPresent()) {
      return decided(Truth.FALSE, "AddressConflict", conflict.get().message());
    }
    if (progress.open()) {
      return decided(
          Truth.UNKNOWN, rollout.complete() ? "Electing" : "Programming", rollout.message());
    }
    return unheld(rollout, previous, now);
  }

  private static Readiness held(Map<Family, Holder> holders) {
    List<String> external = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Set<String> nodes = new LinkedHashSet<>();
    holders.forEach(
        (family, holder) -> {
          if (holder instanceof Holder.ActiveNode(String node, String _, Instant _)) {
            nodes.add(node);
            names.add(text(family) + " on " + node);
          } else if (holder instanceof Holder.ExternalRouter(String router, Instant _)) {
            external.add(router);
            names.add(text(family) + " on " + router);
          }
        });
    if (!external.isEmpty()) {
      return decided(
          Truth.TRUE,
          "HeldByExternalRouter",
          "%s is Active and belongs to no node of this cluster"
              .formatted(String.join(" and ", external)));
    }
    return nodes.size() == 1
        ? decided(Truth.TRUE, "ActiveElected", nodes.iterator().next() + " is Active")
        : decided(
            Truth.FALSE,
            "FamiliesApart",
            "%s; one of them gives way within a minute unless it has a fault"
                .formatted(String.join(", ", names)));
  }

  private static Readiness unheld(Rollout rollout, Optional<Condition> previous, Instant now) {
    boolean electing =
        previous.filter(it -> it.getStatus().equals(Truth.UNKNOWN.text())).isPresent();
    boolean begins = previous.filter(it -> it.getStatus().equals(Truth.TRUE.text())).isPresent();
    Instant since = electing ? Instant.parse(previous.orElseThrow().getLastTransitionTime()) : now;
    Instant end = since.plus(ELECTION);
    if (begins || (electing && now.isBefore(end))) {
      return new Readiness(
          Truth.UNKNOWN,
          "Electing",
          "no agent hears an Active; " + rollout.message(),
          Optional.of(end));
    }
    return decided(Truth.FALSE, "NoActive", "no agent hears an Active; " + rollout.message());
  }

  /** Two holders that the operator found out about; empty if there are none. */
  static Optional<Notice> dualActive(Map<Family, Holder> holders) {
    List<String> texts = new ArrayList<>();
    holders.forEach(
        (family, holder) -> {
          if (holder instanceof Holder.Several(List<String> routers)) {
            texts.add(text(family) + " is held by " + String.join(" and by ", routers));
          }
        });
    return texts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Notice(
                Conditions.DUAL_ACTIVE,
                Truth.TRUE,
                "TwoHolders",
                String.join(", ", texts)
                    + "; they do not hear each other: let IP protocol 112 pass between them, by"
                    + " multicast to 224.0.0.18 and ff02::12 or with spec.peers.mode Unicast"));
  }

  static Optional<Notice> find(List<Notice> notices, String type) {
    return notices.stream().filter(notice -> notice.type().equals(type)).findFirst();
  }

  /** The node on which all families agree. */
  static @Nullable String activeNode(Map<Family, Holder> holders) {
    Set<String> nodes = new LinkedHashSet<>();
    for (Holder holder : holders.values()) {
      if (!(holder instanceof Holder.ActiveNode active)) {
        return null;
      }
      nodes.add(active.node());
    }
    return nodes.size() == 1 ? nodes.iterator().next() : null;
  }

  private static Readiness decided(Truth status, String reason, String message) {
    return new Readiness(status, reason, message, Optional.empty());
  }

  private static String text(Family family) {
    return family == Family.IPV4 ? "IPv4" : "IPv6";
  }
}
