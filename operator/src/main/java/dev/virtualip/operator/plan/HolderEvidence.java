package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.ActiveSource;
import dev.virtualip.api.v1alpha1.Family;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the Active of a virtual router in the reports of all agents: each names every Active that
 * it hears, or is itself.
 *
 * <p>Reports may contradict each other, because the last words of a dead agent stay written, or
 * because two routers really hold the addresses. Those of nodes that are not Ready then count for
 * nothing. If the others still contradict each other, or there are none, the newest claim wins for
 * the moment, since a take-over is younger than what it replaced; and an {@link Inquiry} finds out
 * which agents are alive, after which only their claims count.
 */
public final class HolderEvidence {

  private final Reports reports;

  public HolderEvidence(Reports reports) {
    this.reports = reports;
  }

  /** The holder of each family. */
  public Map<Family, Holder> holders(VirtualIPPlan plan, Optional<Inquiry> inquiry, Instant now) {
    Map<Family, Holder> holders = new TreeMap<>();
    for (Family family : plan.virtualIP().families()) {
      holders.put(family, holder(plan.virtualIP().name(), family, inquiry, now));
    }
    return holders;
  }

  /** The holder of one family as far as it can be told without an inquiry. */
  Holder holder(String virtualIP, Family family) {
    return newest(claims(virtualIP, family));
  }

  private Holder holder(String virtualIP, Family family, Optional<Inquiry> inquiry, Instant now) {
    List<Claim> claims = claims(virtualIP, family);
    List<Claim> live =
        inquiry.filter(it -> it.knows(reports, now)).stream()
            .flatMap(
                it -> claims.stream().filter(claim -> it.isAlive(reports, claim.reporter(), now)))
            .toList();
    boolean lasts = inquiry.filter(it -> it.lasts(now)).isPresent();
    if (live.isEmpty() && lastWords(claims)) {
      boolean dead = inquiry.filter(it -> it.knows(reports, now)).isPresent();
      return dead ? new Holder.None() : newest(claims);
    }
    return contradictory(live) && lasts ? several(live) : newest(live.isEmpty() ? claims : live);
  }

  /**
   * The claims that an inquiry is to settle: those that can't all be true, and those of nobody
   * whose Node is Ready; empty if there is no doubt.
   */
  List<Claim> doubtful(String virtualIP, Set<Family> families) {
    List<Claim> doubtful = new ArrayList<>();
    for (Family family : families) {
      List<Claim> claims = ofReady(claims(virtualIP, family));
      if (contradictory(claims) || lastWords(claims)) {
        doubtful.addAll(claims);
      }
    }
    return doubtful;
  }

  /** Whether the reporter speaks of itself. */
  boolean isOwn(Claim claim) {
    return reports.nodeWith(claim.source()).filter(claim.reporter().node()::equals).isPresent();
  }

  /** What it goes by. */
  public Reports reports() {
    return reports;
  }

  private Holder newest(List<Claim> claims) {
    return (contradictory(claims) ? ofReady(claims) : claims)
        .stream()
            .max(Comparator.comparing(Claim::since).thenComparing(Claim::source))
            .map(this::holder)
            .orElseGet(Holder.None::new);
  }

  private Holder holder(Claim claim) {
    return reports
        .nodeWith(claim.source())
        .<Holder>map(node -> new Holder.ActiveNode(node, claim.source(), claim.since()))
        .orElseGet(() -> new Holder.ExternalRouter(claim.source(), claim.since()));
  }

  private Holder several(List<Claim> claims) {
    return new Holder.Several(
        claims.stream().map(Claim::source).distinct().sorted().map(this::name).toList());
  }

  private String name(String source) {
    return reports.nodeWith(source).map(node -> node + " (" + source + ")").orElse(source);
  }

  private List<Claim> claims(String virtualIP, Family family) {
    List<Claim> claims = new ArrayList<>();
    for (NodeReport report : reports.of(virtualIP)) {
      report
          .runs(virtualIP, family)
          .ifPresent(
              router -> {
                for (ActiveSource source : router.activeSources()) {
                  claims.add(new Claim(family, source.address(), source.since(), report));
                }
              });
    }
    return claims;
  }

  private static List<Claim> ofReady(List<Claim> claims) {
    List<Claim> ofReady = claims.stream().filter(claim -> claim.reporter().ready()).toList();
    return ofReady.isEmpty() ? claims : ofReady;
  }

  /** Whether there are claims, and all may be what dead agents said last. */
  private static boolean lastWords(List<Claim> claims) {
    return !claims.isEmpty() && claims.stream().noneMatch(claim -> claim.reporter().ready());
  }

  private static boolean contradictory(List<Claim> claims) {
    return claims.stream().map(Claim::source).distinct().count() > 1;
  }
}
