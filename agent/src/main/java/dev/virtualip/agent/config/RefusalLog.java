package dev.virtualip.agent.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each refusal when it comes up and again when it is cured, and not each time it is seen. */
final class RefusalLog {

  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

  private Set<Refusal> known = Set.of();

  void report(List<Refusal> refusals) {
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
      if (!now.contains(refusal)) {
        LOG.atInfo()
            .addKeyValue("source", refusal.origin())
            .addKeyValue("virtualip", refusal.virtualIP())
            .addKeyValue("field", refusal.field())
            .log("refused configuration is gone or good now");
      }
    }
    known = now;
  }
}
