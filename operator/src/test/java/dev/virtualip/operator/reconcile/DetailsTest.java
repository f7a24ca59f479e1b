package dev.virtualip.operator.reconcile;

import static dev.virtualip.operator.testing.VirtualIPs.virtualIP;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What changes for many VirtualIPs at once, or step by step, costs each of them one write. */
class DetailsTest {

  private static final String WEB = RunningCluster.nameRanking("node-a", "node-b", "node-c");

  private final RunningCluster cluster = new RunningCluster("node-a", "node-b", "node-c");

  @BeforeEach
  void oneVirtualIPIsHeld() {
    cluster.put(virtualIP(WEB, "192.0.2.240"));
    cluster.settle();
    cluster.advance(Duration.ofSeconds(3));
    cluster.writes();
  }

  @Test
  void nodesThatJoinWithinTwoSecondsCostOneStatus() {
    for (String node : List.of("node-d", "node-e", "node-f")) {
      cluster.add(node, "198.51.100." + node.charAt(node.length() - 1) % 20);
      cluster.settle();
    }
    assertThat(statuses()).isEmpty();
    cluster.advance(Details.PATIENCE);
    assertThat(statuses()).hasSize(1);
    assertThat(cluster.status(WEB).nodes())
        .hasToString("NodeCounts[eligible=6, participating=3, ready=3, summary=3/3]");
    cluster.advance(Duration.ofMinutes(1));
    assertThat(cluster.writes()).isEmpty();
  }

  @Test
  void aMoveIsWrittenAtOnce() {
    cluster.add("node-d");
    cluster.settle();
    cluster.lan().kill("node-a");
    cluster.advance(Duration.ofSeconds(1));
    assertThat(statuses()).isNotEmpty();
    assertThat(cluster.holder(WEB)).isEqualTo("node-b");
  }

  private List<String> statuses() {
    return cluster.writes().stream().filter(it -> it.startsWith("VirtualIP/")).toList();
  }
}
