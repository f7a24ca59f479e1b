package dev.virtualip.operator.reconcile;

import static dev.virtualip.operator.testing.VirtualIPs.virtualIP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.Transition;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import dev.virtualip.operator.testing.VirtualIPs;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who holds the addresses, when agents contradict each other. */
class EvidenceTest {

  private static final String WEB = RunningCluster.nameRanking("node-a", "node-b", "node-c");

  private final RunningCluster cluster = new RunningCluster("node-a", "node-b", "node-c");

  @BeforeEach
  void theFirstNodeHoldsTheAddresses() {
    cluster.put(web());
    cluster.settle();
    assertThat(cluster.holder(WEB)).isEqualTo("node-a");
    cluster.writes();
  }

  @Test
  void nothingIsWrittenWhileNothingHappens() {
    cluster.advance(Duration.ofMinutes(10));
    assertThat(cluster.writes()).isEmpty();
  }

  @Test
  void theLastWordsOfADeadNodeAreFoundOutThoughItsNodeIsStillReady() {
    cluster.lan().kill("node-a");
    cluster.settle();
    assertThat(cluster.holder(WEB)).as("at once").isEqualTo("node-b");
    cluster.advance(Duration.ofSeconds(10));
    assertThat(cluster.holder(WEB)).isEqualTo("node-b");
    assertThat(cluster.condition(WEB, "Ready")).isEqualTo("True/ActiveElected");
    assertThat(cluster.condition(WEB, "DualActive")).isNull();
    assertThat(cluster.spec("node-a").reportRequest()).isNotNull();
    assertThat(cluster.writes()).as("one question each, one answer").hasSizeLessThanOrEqualTo(5);
    cluster.advance(Duration.ofMinutes(5));
    assertThat(cluster.writes()).isEmpty();
  }

  @Test
  void aFailoverIsCountedWithTheTimesThatTheNewHolderMeasured() {
    Instant before = cluster.now();
    cluster.lan().kill("node-a");
    cluster.settle();
    assertThat(cluster.status(WEB).lastTransition())
        .isEqualTo(new Transition(before, "node-a", "node-b", "ActiveDown", 812L, 240L));
    assertThat(cluster.status(WEB).transitions()).isEqualTo(1);
  }

  @Test
  void theFirstElectionIsATransitionAndNoMove() {
    assertThat(cluster.status(WEB))
        .returns(0, VirtualIPStatus::transitions)
        .extracting(VirtualIPStatus::lastTransition)
        .returns("node-a", Transition::to)
        .returns(null, Transition::from);
  }

  @Test
  void twoLiveHoldersInAPartitionAreDualActive() {
    cluster.lan().deafen("node-a", "node-b");
    cluster.lan().deafen("node-a", "node-c");
    cluster.settle();
    cluster.advance(Duration.ofSeconds(3));
    assertThat(cluster.condition(WEB, "Ready")).isEqualTo("False/DualActive");
    assertThat(cluster.condition(WEB, "DualActive")).isEqualTo("True/TwoHolders");
    assertThat(cluster.message(WEB, "DualActive"))
        .contains("node-a (192.0.2.11)", "node-b (192.0.2.12)", "protocol 112");
    assertThat(cluster.holder(WEB)).isNull();
    cluster.lan().heal();
    cluster.settle();
    assertThat(cluster.condition(WEB, "Ready")).isEqualTo("True/ActiveElected");
    assertThat(cluster.condition(WEB, "DualActive")).isNull();
    assertThat(cluster.holder(WEB)).isEqualTo("node-a");
  }

  @Test
  void aFirewallBetweenTwoNodesIsDualActiveThoughTheThirdHearsBoth() {
    cluster.lan().deafen("node-a", "node-b");
    cluster.settle();
    cluster.advance(Duration.ofSeconds(3));
    assertThat(cluster.condition(WEB, "Ready")).isEqualTo("False/DualActive");
  }

  @Test
  void oneOfTwoHoldersThatDiesIsFoundOut() {
    cluster.lan().deafen("node-a", "node-b");
    cluster.settle();
    cluster.advance(Duration.ofSeconds(3));
    cluster.lan().kill("node-b");
    cluster.advance(Duration.ofSeconds(20));
    assertThat(cluster.holder(WEB)).isEqualTo("node-a");
    assertThat(cluster.condition(WEB, "Ready")).isEqualTo("True/ActiveElected");
  }

  @Test
  void aHolderThatIsCutOffFromTheApiServerIsHeardByTheOthers() {
    cluster.lan().online("node-a", false);
    cluster.node("node-a").ready(false);
    cluster.settle();
    cluster.advance(Duration.ofMinutes(2));
    assertThat(cluster.holder(WEB)).isEqualTo("node-a");
    assertThat(cluster.condition(WEB, "Ready")).isEqualTo("True/ActiveElected");
  }

  @Test
  void aRestartedOperatorKnowsTheHolderAndAsksOnlyIfThereIsAContradiction() {
    cluster.restartOperator();
    cluster.advance(Duration.ofSeconds(60));
    assertThat(cluster.writes()).isEmpty();
    cluster.lan().kill("node-a");
    cluster.advance(Duration.ofSeconds(10));
    cluster.writes();
    cluster.restartOperator();
    cluster.advance(Duration.ofSeconds(10));
    assertThat(cluster.holder(WEB)).isEqualTo("node-b");
    assertThat(cluster.writes())
        .allMatch(it -> it.startsWith("VirtualIPNode/"))
        .hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void aNodeThatComesBackIsAPlannedMoveBack() {
    cluster.lan().kill("node-a");
    cluster.advance(Duration.ofSeconds(10));
    cluster.lan().start("node-a", cluster.now());
    cluster.advance(Duration.ofSeconds(10));
    assertThat(cluster.holder(WEB)).isEqualTo("node-a");
    assertThat(cluster.status(WEB))
        .returns(2, VirtualIPStatus::transitions)
        .extracting(VirtualIPStatus::lastTransition)
        .returns("node-b", Transition::from)
        .returns("Preempted", Transition::reason);
  }

  @Test
  void whenAllMachinesLosePowerTheirLastWordsAreNotBelievedForEver() {
    for (String node : new String[] {"node-a", "node-b", "node-c"}) {
      cluster.lan().kill(node);
      cluster.node(node).ready(false);
    }
    cluster.settle();
    cluster.advance(Duration.ofSeconds(10));
    assertThat(cluster.condition(WEB, "Ready")).startsWith("Unknown/");
    assertThat(cluster.holder(WEB)).isNull();
    cluster.advance(Duration.ofMinutes(3));
    assertThat(cluster.condition(WEB, "Ready")).isEqualTo("False/NoActive");
    cluster.writes();
    cluster.advance(Duration.ofMinutes(5));
    assertThat(cluster.writes()).as("the dead are not asked again").isEmpty();
    cluster.lan().start("node-b", cluster.now());
    cluster.node("node-b").ready(true);
    cluster.advance(Duration.ofSeconds(10));
    assertThat(cluster.holder(WEB)).isEqualTo("node-b");
    assertThat(cluster.condition(WEB, "Ready")).isEqualTo("True/ActiveElected");
  }

  @Test
  void aHolderOnANodeThatIsNotReadyIsBelievedWhileItAnswers() {
    for (String node : new String[] {"node-a", "node-b", "node-c"}) {
      cluster.node(node).ready(false);
    }
    cluster.settle();
    cluster.advance(Duration.ofMinutes(2));
    assertThat(cluster.condition(WEB, "Ready")).isEqualTo("True/ActiveElected");
    assertThat(cluster.holder(WEB)).isEqualTo("node-a");
    cluster.writes();
    cluster.advance(Duration.ofMinutes(1));
    assertThat(cluster.writes()).as("asked once a minute").hasSizeLessThanOrEqualTo(3);
    for (String node : new String[] {"node-a", "node-b", "node-c"}) {
      cluster.lan().kill(node);
    }
    cluster.advance(Duration.ofSeconds(70));
    assertThat(cluster.condition(WEB, "Ready")).isEqualTo("False/NoActive");
  }

  private static VirtualIPs web() {
    return virtualIP(WEB, "192.0.2.240");
  }
}
