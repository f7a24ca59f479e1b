package dev.virtualip.operator.reconcile;

import static dev.virtualip.operator.testing.VirtualIPs.virtualIP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.operator.testing.VirtualIPs;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an administrator or a restored etcd does to the API objects: addresses stay. */
class ApiTroubleTest {

  private static final String WEB = RunningCluster.nameRanking("node-a", "node-b", "node-c");

  private final RunningCluster cluster = new RunningCluster("node-a", "node-b", "node-c");

  @BeforeEach
  void theFirstNodeHoldsTheAddresses() {
    cluster.put(web());
    cluster.settle();
    assertThat(cluster.holder(WEB)).isEqualTo("node-a");
  }

  @Test
  void aVirtualIPNodeThatIsDeletedIsWrittenAgainAsItWas() {
    var before = cluster.spec("node-a");
    cluster.api().removeVirtualIPNode("node-a");
    cluster.settle();
    assertThat(cluster.spec("node-a")).isEqualTo(before);
    assertThat(cluster.holder(WEB)).isEqualTo("node-a");
    cluster.assertNeverUnheld(WEB);
    cluster.assertNeverHeldTwice(WEB);
  }

  @Test
  void allVirtualIPNodesAreDeletedWhileTheHolderIsCutOff() {
    cluster.lan().online("node-a", false);
    for (String node : new String[] {"node-a", "node-b", "node-c"}) {
      cluster.api().removeVirtualIPNode(node);
    }
    cluster.settle();
    cluster.advance(Duration.ofSeconds(30));
    assertThat(cluster.spec("node-a").virtualRouters()).as("an empty one would release").hasSize(1);
    cluster.lan().online("node-a", true);
    cluster.advance(Duration.ofSeconds(10));
    assertThat(cluster.holder(WEB)).isEqualTo("node-a");
    assertThat(cluster.condition(WEB, "Ready")).isEqualTo("True/ActiveElected");
    cluster.assertNeverUnheld(WEB);
    cluster.assertNeverHeldTwice(WEB);
  }

  @Test
  void aDeletedCrdTakesNoAddressAway() {
    cluster.api().deleteVirtualIPs();
    cluster.settle();
    cluster.advance(Duration.ofMinutes(2));
    assertThat(cluster.spec("node-a").virtualRouters()).hasSize(1);
    cluster.assertNeverUnheld(WEB);
  }

  @Test
  void whenTheCrdsAreBackTheNodesWaitForTheVirtualIPs() {
    int number = numberInUse();
    cluster.api().serve(false);
    cluster.settle();
    cluster.api().serve(true);
    cluster.settle();
    cluster.advance(Duration.ofSeconds(30));
    assertThat(cluster.spec("node-a").virtualRouters()).as("an empty one would release").hasSize(1);
    cluster.put(web());
    cluster.settle();
    cluster.advance(Duration.ofSeconds(10));
    assertThat(cluster.spec("node-a").virtualRouters()).hasSize(1);
    assertThat(numberInUse()).isEqualTo(number);
    cluster.assertNeverUnheld(WEB);
  }

  @Test
  void virtualIPsThatDoNotComeBackAreReleasedInTheEnd() {
    cluster.api().serve(false);
    cluster.settle();
    cluster.api().serve(true);
    cluster.settle();
    cluster.advance(Duration.ofMinutes(6));
    assertThat(cluster.spec("node-a").virtualRouters()).isEmpty();
  }

  @Test
  void aNodeThatIsCreatedAnewIsNotToldWhatItsPredecessorRan() {
    cluster.remove("node-a");
    cluster.delete(WEB);
    cluster.settle();
    cluster.add("node-a");
    cluster.settle();
    assertThat(cluster.spec("node-a").virtualRouters()).isEmpty();
    cluster.advance(Duration.ofSeconds(30));
    assertThat(cluster.lan().mostHolders("uid-" + WEB)).isEqualTo(1);
    assertThat(cluster.lan().holders("uid-" + WEB)).isZero();
  }

  @Test
  void theCrdOfVirtualIPAloneThatIsCreatedAgainAtOnceTakesNoAddressAway() {
    cluster.api().deleteVirtualIPs();
    cluster.advanceUnseen(Duration.ofSeconds(2));
    cluster.api().serve(true);
    cluster.settle();
    cluster.advance(Duration.ofSeconds(30));
    assertThat(cluster.spec("node-a").virtualRouters()).as("an empty one would release").hasSize(1);
    cluster.assertNeverUnheld(WEB);
    cluster.advance(Duration.ofMinutes(5));
    assertThat(cluster.spec("node-a").virtualRouters()).isEmpty();
  }

  @Test
  void anOperatorThatStartsAfterTheCrdsWereCreatedAgainWaitsToo() {
    cluster.api().deleteVirtualIPs();
    cluster.advanceUnseen(Duration.ofMinutes(1));
    cluster.api().serve(true);
    cluster.advanceUnseen(Duration.ofHours(1));
    cluster.restartOperator();
    cluster.settle();
    cluster.advance(Duration.ofSeconds(30));
    assertThat(cluster.spec("node-a").virtualRouters()).hasSize(1);
    cluster.put(web());
    cluster.advance(Duration.ofSeconds(30));
    cluster.assertNeverUnheld(WEB);
    cluster.delete(WEB);
    cluster.settle();
    assertThat(cluster.spec("node-a").virtualRouters()).as("deleted by somebody").isEmpty();
  }

  @Test
  void aRestartedOperatorReleasesWhatWasDeletedMeanwhile() {
    cluster.delete(WEB);
    cluster.restartOperator();
    cluster.settle();
    assertThat(cluster.spec("node-a").virtualRouters()).isEmpty();
  }

  @Test
  void whileItWaitsANodeIsToldOfDrainingAndOfVirtualIPsThatAreBack() {
    String other = "other";
    cluster.put(virtualIP(other, "192.0.2.241"));
    cluster.settle();
    cluster.api().deleteVirtualIPs();
    cluster.settle();
    cluster.node("node-a").cordon(true);
    cluster.settle();
    assertThat(cluster.spec("node-a").drain()).isTrue();
    assertThat(cluster.spec("node-a").virtualRouters()).hasSize(2);
    cluster.api().serve(true);
    cluster.put(virtualIP(other, "192.0.2.242"));
    cluster.settle();
    cluster.advance(Duration.ofSeconds(20));
    assertThat(cluster.spec("node-a").virtualRouters())
        .flatExtracting(VirtualRouterSpec::addresses)
        .containsExactlyInAnyOrder("192.0.2.240", "192.0.2.242");
    cluster.assertNeverUnheld(WEB);
  }

  @Test
  void aRestoredStatusWithoutANumberTakesTheOneThatIsOnTheWire() {
    int number = numberInUse();
    cluster.api().put(web().status(null));
    cluster.settle();
    assertThat(numberInUse()).isEqualTo(number);
    cluster.assertNeverUnheld(WEB);
    cluster.assertNeverHeldTwice(WEB);
  }

  @Test
  void generationsThatGoBackAreFollowed() {
    cluster.put(web().generation(7).addresses("192.0.2.241"));
    cluster.settle();
    VirtualIPStatus status = cluster.status(WEB);
    cluster.api().put(web().generation(2).status(status));
    cluster.settle();
    assertThat(cluster.status(WEB).observedGeneration()).isEqualTo(2);
    assertThat(cluster.spec("node-b").virtualRouters().getFirst().addresses())
        .containsExactly("192.0.2.240");
    assertThat(cluster.condition(WEB, "Programmed")).isEqualTo("True/Programmed");
    cluster.assertNeverUnheld(WEB);
  }

  @Test
  void aDeletedVirtualIPIsReleasedEverywhereAndNobodyTakesOver() {
    cluster.delete(WEB);
    cluster.settle();
    for (String node : new String[] {"node-a", "node-b", "node-c"}) {
      assertThat(cluster.spec(node).virtualRouters()).isEmpty();
    }
    cluster.assertNeverHeldTwice(WEB);
  }

  private int numberInUse() {
    return cluster.spec("node-a").virtualRouters().getFirst().virtualRouterID();
  }

  private static VirtualIPs web() {
    return virtualIP(WEB, "192.0.2.240");
  }
}
