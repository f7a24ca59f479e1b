package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.ActiveSource;
import dev.virtualip.api.v1alpha1.Family;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the Active of a virtual router in the reports of all agents: each names every Active that
 * it hears, or is itself.
 *
 * <p>Reports may contradict each other, because the last words of a dead agent stay written. Then
 * those of nodes that are not Ready count for nothing, and of the others the newest claim wins: a
 * take-over is always younger than what it replaced.
 */
final class HolderEvidence {

  /**
   * One agent says that a router is Active.
   *
   * @param reporter the node that says so
   */
  record Claim(String source, Instant since, NodeReport reporter) {}

  private final Reports reports;

  HolderEvidence(Reports reports) {
    this.reports = reports;
  }

  /** The holder of one family of one VirtualIP. */
  Holder holder(String virtualIPUID, Family family) {
    List<Claim> claims = claims(virtualIPUID, family);
    if (contradictory(claims)) {
      List<Claim> ofReady = claims.stream().filter(claim -> claim.reporter().ready()).toList();
      claims = ofReady.isEmpty() ? claims : ofReady;
    }
    return claims.stream()
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

  private List<Claim> claims(String virtualIPUID, Family family) {
    List<Claim> claims = new ArrayList<>();
    for (NodeReport report : reports.of(virtualIPUID)) {
      report
          .runs(virtualIPUID, family)
          .ifPresent(
              router -> {
                for (ActiveSource source : router.activeSources()) {
                  claims.add(new Claim(source.address(), source.since(), report));
                }
              });
    }
    return claims;
  }

  private static boolean contradictory(List<Claim> claims) {
    return claims.stream().map(Claim::source).distinct().count() > 1;
  }
}
