package dev.virtualip.agent.config;

import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.plan.NodeFacts;
import dev.virtualip.plan.NodePlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * What a directory of manifests amounts to on this node.
 *
 * <p>A document that can't be run leaves what its VirtualIP ran before; a file that can't be read
 * leaves everything that came from it. Only a document that is gone takes its routers with it.
 *
 * @param routers what to run, in the order of the files
 * @param refusals what is not run as it stands
 * @param runnable whether at least one document is valid in itself, even if this node can't run it
 *     yet
 */
record ManifestPlan(List<ConfiguredRouter> routers, List<Refusal> refusals, boolean runnable) {

  ManifestPlan {
    routers = List.copyOf(routers);
    refusals = List.copyOf(refusals);
  }

  /**
   * Plans {@code documents} for this node.
   *
   * @param documents of all files, ordered by file and place in it
   * @param running what goes on where a document is refused
   * @param planner decides one VirtualIP
   * @param secrets has the passwords that manifests name
   */
  static ManifestPlan of(
      List<ManifestDocument> documents,
      List<ConfiguredRouter> running,
      NodeFacts node,
      BiFunction<VirtualIP, NodeFacts, NodePlan> planner,
      SecretsDirectory secrets) {
    return new Planning(documents, running, node, planner, secrets).run();
  }

  private static final class Planning {
    private final List<ManifestDocument> documents;
    private final List<ConfiguredRouter> running;
    private final NodeFacts node;
    private final BiFunction<VirtualIP, NodeFacts, NodePlan> planner;

    /** File of each VirtualIP that has a valid document: nothing older is kept beside it. */
    private final Map<String, String> fileByName = new HashMap<>();

    private final Set<String> kept = new HashSet<>();
    private final RouterCheck check;
    private final List<Refusal> refusals = new ArrayList<>();

    Planning(
        List<ManifestDocument> documents,
        List<ConfiguredRouter> running,
        NodeFacts node,
        BiFunction<VirtualIP, NodeFacts, NodePlan> planner,
        SecretsDirectory secrets) {
      this.check = new RouterCheck(secrets);
      this.documents = documents;
      this.running = running;
      this.node = node;
      this.planner = planner;
    }

    ManifestPlan run() {
      List<ManifestDocument.Valid> valid = new ArrayList<>();
      List<Refusal> invalid = new ArrayList<>();
      for (ManifestDocument document : runningFirst()) {
        switch (document) {
          case ManifestDocument.Invalid(Refusal refusal) -> invalid.add(refusal);
          case ManifestDocument.Valid v ->
              claimName(v).ifPresentOrElse(invalid::add, () -> valid.add(v));
        }
      }
      valid.forEach(this::plan);
      for (Refusal refusal : invalid) {
        refusals.add(refusal);
        keep(refusal);
      }
      return new ManifestPlan(check.accepted(), refusals, !valid.isEmpty());
    }

    /** A newcomer that wants what another VirtualIP has must not take it from a running one. */
    private List<ManifestDocument> runningFirst() {
      List<ManifestDocument> ordered = new ArrayList<>(documents);
      ordered.sort(Comparator.comparing(document -> !runs(document)));
      return ordered;
    }

    private boolean runs(ManifestDocument document) {
      return document instanceof ManifestDocument.Valid(String file, VirtualIP virtualIP)
          && running.stream()
              .anyMatch(
                  router ->
                      router.origin().equals(file)
                          && router.virtualIP().equals(virtualIP.getMetadata().getName()));
    }

    private Optional<Refusal> claimName(ManifestDocument.Valid document) {
      String name = document.virtualIP().getMetadata().getName();
      String other = fileByName.putIfAbsent(name, document.file());
      if (other == null) {
        return Optional.empty();
      }
      return Optional.of(
          new Refusal(
              document.file(),
              name,
              "metadata.name",
              "is taken by another document in " + other,
              "give one of them another name or remove it",
              false,
              null));
    }

    private void plan(ManifestDocument.Valid document) {
      String name = document.virtualIP().getMetadata().getName();
      switch (planner.apply(document.virtualIP(), node)) {
        case NodePlan.Refusal refusal -> {
          refusals.add(
              new Refusal(
                  document.file(),
                  name,
                  refusal.field(),
                  refusal.message(),
                  refusal.cure(),
                  true,
                  null));
          keepByName(name);
        }
        case NodePlan.Routers(var routers) -> {
          for (var router : routers) {
            check
                .accept(new ConfiguredRouter(document.file(), router))
                .ifPresent(
                    refusal -> {
                      refusals.add(refusal);
                      keepByName(name);
                    });
          }
        }
      }
    }

    private void keep(Refusal refusal) {
      if (refusal.virtualIP() != null) {
        if (!fileByName.containsKey(refusal.virtualIP())) {
          keepByName(refusal.virtualIP());
        }
        return;
      }
      running.stream()
          .filter(router -> router.origin().equals(refusal.origin()))
          .map(ConfiguredRouter::virtualIP)
          .distinct()
          .filter(name -> !fileByName.containsKey(name))
          .forEach(this::keepByName);
    }

    private void keepByName(String name) {
      if (kept.add(name)) {
        running.stream()
            .filter(router -> router.virtualIP().equals(name))
            .forEach(router -> check.accept(router).ifPresent(refusals::add));
      }
    }
  }
}
