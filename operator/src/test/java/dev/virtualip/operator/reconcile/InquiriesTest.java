package dev.virtualip.operator.reconcile;

import static dev.virtualip.operator.testing.Agents.active;
import static dev.virtualip.operator.testing.Agents.agent;
import static dev.virtualip.operator.testing.Agents.runs;
import static dev.virtualip.operator.testing.VirtualIPs.virtualIP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterState;
import dev.virtualip.operator.plan.DeclaredVirtualIP;
import dev.virtualip.operator.plan.HolderEvidence;
import dev.virtualip.operator.plan.NodeReport;
import dev.virtualip.operator.plan.Reports;
import dev.virtualip.operator.plan.VirtualIPPlan;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InquiriesTest {

  private static final Instant BEGIN = Instant.parse("2026-11-24T00:00:00Z");

  private final Inquiries inquiries = new Inquiries();

  @Test
  void aNodeThatIsGoneIsNotAskedUnderItsNameAgain() {
    HolderEvidence contradiction =
        evidence(claims("web", "node-a", "192.0.2.11"), claims("web", "node-b", "192.0.2.12"));
    proceed("web", contradiction, BEGIN);
    proceed("web", contradiction, BEGIN.plusSeconds(1));
    assertThat(inquiries.request("node-a", null)).isEqualTo("2026-11-24T00:00:01Z");
    assertThat(inquiries.request("node-b", null)).isEqualTo("2026-11-24T00:00:01Z");

    proceed(
        "other",
        evidence(claims("other", "node-a", "192.0.2.11"), claims("other", "node-c", "192.0.2.13")),
        BEGIN.plusSeconds(60));
    assertThat(inquiries.request("node-a", null)).isEqualTo("2026-11-24T00:00:01Z");
    assertThat(inquiries.request("node-b", null)).isNull();
  }

  private void proceed(String virtualIP, HolderEvidence evidence, Instant now) {
    VirtualIPPlan plan =
        new VirtualIPPlan.Pending(
            DeclaredVirtualIP.of(virtualIP(virtualIP, "192.0.2.240").build(), null, now),
            Set.of(),
            51,
            "Waiting",
            "for nothing");
    assertThat(inquiries.proceed(plan, evidence, now, _ -> {})).isPresent();
  }

  private static HolderEvidence evidence(NodeReport... reports) {
    return new HolderEvidence(new Reports(List.of(reports)));
  }

  /** A node that says that it is Active. */
  private static NodeReport claims(String virtualIP, String node, String address) {
    VirtualRouterSpec router =
        VirtualRouterSpec.of(
            new VirtualIPReference(virtualIP, "uid", 1),
            Family.IPV4,
            "eth0",
            51,
            200,
            250,
            true,
            List.of("192.0.2.240"));
    return new NodeReport(
        node,
        true,
        false,
        null,
        true,
        agent(address + "/24", runs(router, VirtualRouterState.ACTIVE, active(address, 1))));
  }
}
