package dev.virtualip.operator.plan;

import static dev.virtualip.operator.testing.Agents.agent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.RouterCondition;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualRouterState;
import dev.virtualip.api.v1alpha1.VirtualRouterStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgentConditionsTest {

  private static final RouterCondition FILTER =
      new RouterCondition("ReversePathFilter", "Strict", "rp_filter is 1; set it to 2");

  @Test
  void anyTypeIsSummedUpWithTheNamesOfTheNodes() {
    assertThat(notices(report("node-b", true, FILTER), report("node-a", true, FILTER)))
        .containsExactly(
            new Notice(
                "ReversePathFilter",
                Conditions.Truth.TRUE,
                "Strict",
                "node-a: rp_filter is 1; set it to 2; node-b: rp_filter is 1; set it to 2"));
  }

  @Test
  void ofManyNodesTheFirstThreeAreNamed() {
    assertThat(
            notices(
                    report("node-a", true, FILTER),
                    report("node-b", true, FILTER),
                    report("node-c", true, FILTER),
                    report("node-d", true, FILTER),
                    report("node-e", true, FILTER))
                .getFirst()
                .message())
        .contains("node-c")
        .doesNotContain("node-d")
        .endsWith("(and 2 more)");
  }

  @Test
  void whatConcernsTheHolderComesFirst() {
    assertThat(
            notices(report("node-a", true, FILTER, condition("AddressConflict"), condition("A"))))
        .extracting(Notice::type)
        .containsExactly("AddressConflict", "A", "ReversePathFilter");
  }

  @Test
  void aNodeThatIsNotReadyCountsForNothing() {
    assertThat(notices(report("node-a", false, FILTER))).isEmpty();
  }

  @Test
  void noAgentSpeaksForTheOperatorOrSaysWhatTheApiServerWouldRefuse() {
    assertThat(
            notices(
                report(
                    "node-a",
                    true,
                    condition("Ready"),
                    condition("Stalled"),
                    condition("not a word"),
                    condition("No_Underscores"),
                    new RouterCondition("Wireless", "Seen_", "no letter at the end"),
                    new RouterCondition("Wireless", "a,b", "two words"),
                    new RouterCondition("Wireless", "", "no reason"))))
        .isEmpty();
  }

  private static RouterCondition condition(String type) {
    return new RouterCondition(type, "Seen", "so it is");
  }

  private static List<Notice> notices(NodeReport... reports) {
    return AgentConditions.of("web", new Reports(List.of(reports))).notices();
  }

  private static NodeReport report(String node, boolean ready, RouterCondition... conditions) {
    VirtualRouterStatus router =
        new VirtualRouterStatus(
            new VirtualIPReference("web", "uid", 1),
            Family.IPV4,
            "eth0",
            51,
            VirtualRouterState.BACKUP,
            100,
            Instant.EPOCH,
            List.of(),
            List.of(),
            null,
            List.of(conditions),
            null);
    return new NodeReport(node, ready, false, null, true, agent("192.0.2.11/24", router));
  }
}
