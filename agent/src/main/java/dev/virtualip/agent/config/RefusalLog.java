package dev.virtualip.agent.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each refusal when it comes up and again when it is cured, and not each time it is seen. */
final class RefusalLog {

  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

  private Set<Refusal> known = Set.of();

  /**
   * Takes what is refused now.
   *
   * @param origins files, or the VirtualIPNode, that exist
   * @param virtualIPs names of what is configured, refused or not
   */
  void report(List<Refusal> refusals, Set<String> origins, Set<String> virtualIPs) {
    Set<Refusal> now = new LinkedHashSet<>(refusals);
    for (Refusal refusal : now) {
      if (!known.contains(refusal)) {
        LOG.atError()
            .addKeyValue("source", refusal.origin())
            .addKeyValue("virtualip", refusal.virtualIP())
            .addKeyValue("field", refusal.field())
            .addKeyValue("problem", refusal.message())
            .addKeyValue("cure", refusal.cure())
            .log("configuration refused");
      }
    }
    for (Refusal refusal : known) {
      // One that is refused for another reason now has got a line above.
      if (!now.contains(refusal) && now.stream().noneMatch(other -> sameSubject(refusal, other))) {
        LOG.atInfo()
            .addKeyValue("source", refusal.origin())
            .addKeyValue("virtualip", refusal.virtualIP())
            .addKeyValue("field", refusal.field())
            .log("refused configuration is " + fate(refusal, origins, virtualIPs));
      }
    }
    known = now;
  }

  private static String fate(Refusal refusal, Set<String> origins, Set<String> virtualIPs) {
    if (refusal.virtualIP() != null && virtualIPs.contains(refusal.virtualIP())) {
      return "good now";
    }
    if (refusal.virtualIP() != null || !origins.contains(refusal.origin())) {
      return "gone";
    }
    // A document without a name, in a file that may have others.
    return refusal.field().isEmpty() ? "good now" : "gone or good now";
  }

  private static boolean sameSubject(Refusal one, Refusal other) {
    return one.origin().equals(other.origin())
        && Objects.equals(one.virtualIP(), other.virtualIP());
  }
}
