package dev.virtualip.operator.report;

import static dev.virtualip.operator.testing.VirtualIPs.virtualIP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.NodeCounts;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperatorMetricsTest {

  @Test
  void tellsOfEachVirtualIPWhatItsStatusSaysAndCountsWrites() {
    VirtualIPStatus status =
        new VirtualIPStatus(
            1,
            List.of(),
            51,
            250,
            "node-a",
            List.of(),
            NodeCounts.of(5, 4, 3),
            null,
            7,
            List.of(
                new ConditionBuilder()
                    .withType("Ready")
                    .withStatus("True")
                    .withReason("ActiveElected")
                    .build()));
    OperatorMetrics metrics =
        new OperatorMetrics(
            () ->
                List.of(
                    virtualIP("web", "192.0.2.240").status(status).build(),
                    virtualIP("new", "192.0.2.241").build()),
            () -> true);
    metrics.written("VirtualIPNode");
    metrics.written("VirtualIPNode");
    metrics.announced(EventReason.DUAL_ACTIVE);

    assertThat(metrics.text().lines())
        .contains(
            "virtualip_operator_leader 1.0",
            "virtualip_active_node{node=\"node-a\",virtualip=\"web\"} 1.0",
            "virtualip_moves{virtualip=\"web\"} 7.0",
            "virtualip_nodes{state=\"eligible\",virtualip=\"web\"} 5.0",
            "virtualip_nodes{state=\"participating\",virtualip=\"web\"} 4.0",
            "virtualip_nodes{state=\"ready\",virtualip=\"web\"} 3.0",
            "virtualip_operator_writes_total{kind=\"VirtualIPNode\"} 2.0",
            "virtualip_operator_events_total{reason=\"DualActive\"} 1.0",
            "virtualip_status_condition{reason=\"ActiveElected\",status=\"True\",type=\"Ready\",virtualip=\"web\"}"
                + " 1.0")
        .noneMatch(line -> line.contains("\"new\""));
  }
}
