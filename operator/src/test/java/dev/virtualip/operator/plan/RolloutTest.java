package dev.virtualip.operator.plan;

import static dev.virtualip.operator.testing.Agents.agent;
import static dev.virtualip.operator.testing.Agents.runs;
import static dev.virtualip.operator.testing.VirtualIPs.virtualIP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterState;
import dev.virtualip.api.v1alpha1.VirtualRouterStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RolloutTest {

  private static final VirtualRouterSpec ROUTER =
      VirtualRouterSpec.of(
          new VirtualIPReference("web", "uid-web", 1),
          Family.IPV4,
          "eth0",
          51,
          200,
          250,
          true,
          List.of("192.0.2.240"));

  @Test
  void routersThatElectAreProgrammed() {
    Rollout rollout =
        rollout(
            report("node-a", VirtualRouterState.ACTIVE, null),
            report("node-b", VirtualRouterState.BACKUP, null));
    assertThat(rollout.complete()).isTrue();
    assertThat(rollout).returns(2, Rollout::electing);
    assertThat(rollout.message()).isEqualTo("2 of 2 agents run generation 1");
  }

  @Test
  void aRouterThatStartsIsNoTrouble() {
    assertThat(rollout(report("node-a", VirtualRouterState.INITIALIZE, null)).complete()).isTrue();
  }

  @Test
  void aRouterThatCantRunIsNotProgrammedAndSaysWhy() {
    Rollout rollout =
        rollout(
            report("node-a", VirtualRouterState.ACTIVE, null),
            report("node-b", VirtualRouterState.INITIALIZE, "eth0 is down; set it up"));
    assertThat(rollout.complete()).isFalse();
    assertThat(rollout.applied()).as("nothing is left to be done").isTrue();
    assertThat(rollout.reason()).isEqualTo("CannotRun");
    assertThat(rollout.message())
        .isEqualTo("2 of 2 agents run generation 1; node-b: eth0 is down; set it up");
  }

  private static NodeReport report(
      String node, VirtualRouterState state, @Nullable String message) {
    VirtualRouterStatus runs = runs(ROUTER, state);
    VirtualRouterStatus says =
        new VirtualRouterStatus(
            runs.virtualIP(),
            runs.family(),
            runs.interfaceName(),
            runs.virtualRouterID(),
            state,
            runs.effectivePriority(),
            runs.since(),
            List.of(),
            List.of(),
            null,
            List.of(),
            message);
    return new NodeReport(node, true, false, null, true, agent("192.0.2.11/24", says));
  }

  private static Rollout rollout(NodeReport... reports) {
    VirtualIPPlan plan =
        new VirtualIPPlan.Accepted(
            DeclaredVirtualIP.of(virtualIP("web", "192.0.2.240").build(), null, Instant.EPOCH),
            Set.of(),
            51,
            250,
            List.of(),
            Set.of(),
            List.of(),
            "",
            List.of(),
            Map.of("node-a", List.of(ROUTER), "node-b", List.of(ROUTER)));
    return Rollout.of(plan, new Reports(List.of(reports)));
  }
}
