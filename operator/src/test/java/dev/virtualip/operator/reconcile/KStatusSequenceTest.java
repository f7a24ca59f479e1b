package dev.virtualip.operator.reconcile;

import static dev.virtualip.operator.testing.VirtualIPs.virtualIP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import dev.virtualip.operator.plan.Conditions;
import dev.virtualip.operator.testing.KStatus;
import dev.virtualip.operator.testing.VirtualIPs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every status that is ever stored, as kstatus reads it: no step claims what isn't so. */
class KStatusSequenceTest {

  private static final String WEB = RunningCluster.nameRanking("node-a", "node-b", "node-c");

  private final RunningCluster cluster = new RunningCluster("node-a", "node-b", "node-c");
  private int read;

  @Test
  void fromTheManifestOverAnEditAFailoverAndASuspensionToTheRefusal() {
    cluster.put(web());
    cluster.settle();
    assertThat(sequence())
        .containsExactly(
            "InProgress Ready=Unknown/Programming", "Current Ready=True/ActiveElected");

    cluster.put(web().generation(2).addresses("192.0.2.240", "192.0.2.241"));
    assertThat(KStatus.of(2, cluster.status(WEB))).as("before it is seen").isEqualTo("InProgress");
    cluster.settle();
    assertThat(sequence())
        .startsWith("InProgress Ready=True/ActiveElected")
        .endsWith("Current Ready=True/ActiveElected")
        .doesNotContain("InProgress Ready=Unknown/Electing");

    cluster.lan().kill("node-a");
    cluster.advance(Duration.ofSeconds(10));
    assertThat(sequence()).isNotEmpty().allMatch("Current Ready=True/ActiveElected"::equals);

    cluster.put(web().generation(3).addresses("192.0.2.240", "192.0.2.241").suspend());
    cluster.settle();
    assertThat(sequence()).isNotEmpty().allMatch("InProgress Ready=False/Suspended"::equals);

    cluster.put(web().generation(4).addresses("198.51.100.7"));
    cluster.settle();
    assertThat(sequence()).containsExactly("Failed Ready=False/AddressOnNoSubnet");
  }

  @Test
  void aRollOfTheVirtualRouterIDIsInProgressUntilAllAgentsRunIt() {
    cluster.put(web());
    cluster.settle();
    sequence();
    cluster.put(web().generation(2).virtualRouterID(77));
    cluster.settle();
    List<String> steps = sequence();
    assertThat(steps).hasSizeGreaterThan(1).last().isEqualTo("Current Ready=True/ActiveElected");
    assertThat(steps.subList(0, steps.size() - 1))
        .allMatch("InProgress Ready=True/ActiveElected"::equals);
  }

  @Test
  void whatMakesNoProgressIsInProgressForSixtySecondsAndThenNotReady() {
    cluster.lan().kill("node-a");
    cluster.lan().kill("node-b");
    cluster.lan().kill("node-c");
    cluster.put(web());
    cluster.settle();
    cluster.advance(Duration.ofSeconds(59));
    assertThat(sequence()).containsOnly("InProgress Ready=Unknown/Programming");
    cluster.advance(Duration.ofSeconds(2));
    assertThat(sequence()).containsExactly("InProgress Ready=False/NoActive");
  }

  private List<String> sequence() {
    List<VirtualIP> all = cluster.api().statuses();
    List<String> sequence = new ArrayList<>();
    for (VirtualIP stored : all.subList(read, all.size())) {
      VirtualIPStatus status = stored.getStatus();
      sequence.add(
          KStatus.of(stored.getMetadata().getGeneration(), status)
              + " Ready="
              + Conditions.find(status, "Ready")
                  .map(it -> it.getStatus() + "/" + it.getReason())
                  .orElse("absent"));
    }
    read = all.size();
    return sequence;
  }

  private static VirtualIPs web() {
    return virtualIP(WEB, "192.0.2.240");
  }
}
