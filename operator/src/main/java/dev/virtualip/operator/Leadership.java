package dev.virtualip.operator;

import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of several operators writes: the holder of the Lease {@value #LEASE}. Addresses move
 * without any operator, so nothing is lost in the seconds until another one has it.
 */
final class Leadership {

  static final String LEASE = "virtualip-operator";

  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  private final AtomicBoolean leads;
  private final @Nullable LeaderElectionConfiguration configuration;

  private Leadership(AtomicBoolean leads, @Nullable LeaderElectionConfiguration configuration) {
    this.leads = leads;
    this.configuration = configuration;
  }

  /** An operator that is told no namespace runs alone. */
  static Leadership of(OperatorConfig config) {
    String namespace = config.namespace();
    if (namespace == null) {
      return new Leadership(new AtomicBoolean(true), null);
    }
    AtomicBoolean leads = new AtomicBoolean();
    LeaderCallbacks callbacks =
        new LeaderCallbacks(
            () -> {
              leads.set(true);
              LOG.info("operator leads");
            },
            () -> lost(leads),
            leader -> LOG.atInfo().addKeyValue("leader", leader).log("leader seen"));
    return new Leadership(
        leads,
        LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
            .withLeaseNamespace(namespace)
            .withIdentity(config.identity())
            .withLeaderCallbacks(callbacks)
            .withExitOnStopLeading(false)
            .build());
  }

  /** Whether this operator is the one that writes. */
  boolean leads() {
    return leads.get();
  }

  /** To be called before a stop that was asked for: to lose the Lease is no failure then. */
  void stepDown() {
    leads.set(false);
  }

  /** What JOSDK is to do; empty for an operator that runs alone. */
  Optional<LeaderElectionConfiguration> configuration() {
    return Optional.ofNullable(configuration);
  }

  /**
   * Another operator leads now, and may have for a moment: whatever is under way here must not be
   * written. The kubelet starts this one again, as a follower.
   */
  private static void lost(AtomicBoolean leads) {
    if (leads.getAndSet(false)) {
      LOG.warn("operator does not lead any more, and exits");
      Runtime.getRuntime().halt(1);
    }
  }
}
