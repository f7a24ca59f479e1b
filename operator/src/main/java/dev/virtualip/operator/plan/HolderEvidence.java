package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.ActiveSource;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.InterfaceStatus;
import dev.virtualip.api.v1alpha1.VirtualRouterStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
  private record Claim(String source, Instant since, NodeReport reporter) {}

  private final List<NodeReport> reports;
  private final Map<String, String> nodesByAddress = new HashMap<>();

  HolderEvidence(List<NodeReport> reports) {
    this.reports = List.copyOf(reports);
    for (NodeReport report : reports) {
      if (report.status() != null) {
        for (InterfaceStatus reported : report.status().interfaces()) {
          addresses(reported)
              .forEach(address -> nodesByAddress.putIfAbsent(address, report.node()));
        }
      }
    }
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
    String node = nodesByAddress.get(claim.source());
    return node == null
        ? new Holder.ExternalRouter(claim.source(), claim.since())
        : new Holder.ActiveNode(node, claim.source(), claim.since());
  }

  private List<Claim> claims(String virtualIPUID, Family family) {
    List<Claim> claims = new ArrayList<>();
    for (NodeReport report : reports) {
      for (VirtualRouterStatus router : report.virtualRouters(virtualIPUID)) {
        if (router.family() == family) {
          for (ActiveSource source : router.activeSources()) {
            claims.add(new Claim(source.address(), source.since(), report));
          }
        }
      }
    }
    return claims;
  }

  private static boolean contradictory(List<Claim> claims) {
    return claims.stream().map(Claim::source).distinct().count() > 1;
  }

  private static List<String> addresses(InterfaceStatus reported) {
    return reported.subnets().stream()
        .map(subnet -> subnet.substring(0, Math.max(subnet.indexOf('/'), 0)))
        .toList();
  }
}
