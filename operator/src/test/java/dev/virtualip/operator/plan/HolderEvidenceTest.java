package dev.virtualip.operator.plan;

import static dev.virtualip.operator.testing.Agents.active;
import static dev.virtualip.operator.testing.Agents.agent;
import static dev.virtualip.operator.testing.Agents.runs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.ActiveSource;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HolderEvidenceTest {

  private static final String A = "192.0.2.11";
  private static final String B = "192.0.2.12";
  private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");

  @Test
  void whomAllHearIsTheHolder() {
    assertThat(
            holder(
                report("node-a", true, A, active(A, 5)), report("node-b", true, B, active(A, 6))))
        .isInstanceOfSatisfying(
            Holder.ActiveNode.class,
            holder -> {
              assertThat(holder.node()).isEqualTo("node-a");
              assertThat(holder.router()).isEqualTo(A);
            });
  }

  @Test
  void nobodyIsHeard() {
    assertThat(holder(report("node-a", true, A), report("node-b", true, B)))
        .isEqualTo(new Holder.None());
  }

  @Test
  void anAddressOfNoNodeIsAnExternalRouter() {
    assertThat(holder(report("node-a", true, A, active("192.0.2.99", 7))))
        .isEqualTo(new Holder.ExternalRouter("192.0.2.99", START.plusSeconds(7)));
  }

  @Test
  void theTakeOverBeatsTheLastWordsOfADeadAgentWhoseNodeIsStillReady() {
    assertThat(
            holder(
                report("node-a", true, A, active(A, 5)), report("node-b", true, B, active(B, 60))))
        .isEqualTo(new Holder.ActiveNode("node-b", B, START.plusSeconds(60)));
  }

  @Test
  void aNodeThatIsNotReadyCountsForNothingOnceOthersContradictIt() {
    assertThat(
            holder(
                report("node-a", false, A, active(A, 90)),
                report("node-b", true, B, active(B, 60))))
        .isEqualTo(new Holder.ActiveNode("node-b", B, START.plusSeconds(60)));
  }

  @Test
  void aNodeThatIsNotReadyIsBelievedWhileNobodyContradicts() {
    assertThat(holder(report("node-a", false, A, active(A, 5)), report("node-b", true, B)))
        .isEqualTo(new Holder.ActiveNode("node-a", A, START.plusSeconds(5)));
  }

  @Test
  void routersOfAnotherVirtualIPDoNotCount() {
    HolderEvidence evidence =
        new HolderEvidence(new Reports(List.of(report("node-a", true, A, active(A, 5)))));
    assertThat(evidence.holder("another", Family.IPV4)).isEqualTo(new Holder.None());
    assertThat(evidence.holder("web", Family.IPV6)).isEqualTo(new Holder.None());
  }

  private static Holder holder(NodeReport... reports) {
    return new HolderEvidence(new Reports(List.of(reports))).holder("web", Family.IPV4);
  }

  private static NodeReport report(
      String node, boolean ready, String address, ActiveSource... sources) {
    VirtualRouterSpec spec =
        VirtualRouterSpec.of(
            new VirtualIPReference("web", "uid", 1),
            Family.IPV4,
            "eth0",
            51,
            100,
            250,
            true,
            List.of("192.0.2.240"));
    return new NodeReport(
        node,
        ready,
        false,
        null,
        true,
        agent(address + "/24", runs(spec, VirtualRouterState.BACKUP, sources)));
  }
}
