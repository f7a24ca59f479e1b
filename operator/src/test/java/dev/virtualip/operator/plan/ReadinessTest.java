package dev.virtualip.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.operator.plan.Conditions.Truth;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReadinessTest {

  private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
  private static final Holder A = new Holder.ActiveNode("node-a", "192.0.2.11", NOW);
  private static final Holder B = new Holder.ActiveNode("node-b", "192.0.2.12", NOW);
  private static final Holder OUTSIDE = new Holder.ExternalRouter("192.0.2.99", NOW);
  private static final Holder BOTH = new Holder.Several(List.of("node-a (1)", "node-b (2)"));
  private static final Holder NONE = new Holder.None();
  private static final Progress OVER = new Progress(null, NOW);
  private static final Notice CONFLICT =
      new Notice(Conditions.ADDRESS_CONFLICT, Truth.TRUE, "Answered", "02:00:00:00:00:01 has it");
  private static final Notice HEARD =
      new Notice(Conditions.DUAL_ACTIVE, Truth.TRUE, "Alternating", "two sources alternate");

  static Stream<Arguments> situations() {
    return Stream.of(
        Arguments.of("one holder", two(A, A), List.of(), "True/ActiveElected"),
        Arguments.of("families apart", two(A, B), List.of(), "False/FamiliesApart"),
        Arguments.of("one family unheld", two(A, NONE), List.of(), "False/NoActive"),
        Arguments.of(
            "an external one", two(OUTSIDE, OUTSIDE), List.of(), "True/HeldByExternalRouter"),
        Arguments.of("external and ours", two(A, OUTSIDE), List.of(), "True/HeldByExternalRouter"),
        Arguments.of("two holders", two(A, BOTH), List.of(), "False/DualActive"),
        Arguments.of("an agent hears two", two(A, A), List.of(HEARD), "False/DualActive"),
        Arguments.of("a conflict, yet held", two(A, A), List.of(CONFLICT), "True/ActiveElected"),
        Arguments.of(
            "a conflict keeps all", two(NONE, NONE), List.of(CONFLICT), "False/AddressConflict"),
        Arguments.of("nobody", two(NONE, NONE), List.of(), "False/NoActive"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("situations")
  void readyIsExactlyOneHolderForEachFamily(
      String situation, Map<Family, Holder> holders, List<Notice> trouble, String expected) {
    assertThat(ready(holders, trouble, Optional.of(condition("False"))))
        .extracting(it -> it.status().text() + "/" + it.reason())
        .isEqualTo(expected);
  }

  @Test
  void betweenTwoHoldersItIsUnknownForThreeSeconds() {
    Readiness first = ready(two(NONE, NONE), List.of(), Optional.of(condition("True")));
    assertThat(first.status()).isEqualTo(Truth.UNKNOWN);
    assertThat(first.deadline()).contains(NOW.plusSeconds(3));
    assertThat(ready(two(NONE, NONE), List.of(), Optional.of(condition("Unknown"))).reason())
        .isEqualTo("Electing");
    Readiness later =
        Readiness.of(
            two(NONE, NONE),
            List.of(),
            OVER,
            rollout(),
            Optional.of(condition("Unknown")),
            NOW.plusSeconds(3));
    assertThat(later)
        .returns("NoActive", Readiness::reason)
        .returns(Truth.FALSE, Readiness::status);
  }

  @Test
  void noActiveNamesTheFirstRouterThatCantRunWithTheCure() {
    Rollout faulty =
        new Rollout(
            1,
            2,
            0,
            2,
            List.of(),
            List.of("node-a: eth0 is down; set it up", "node-b: eth0 is down"));
    assertThat(
            Readiness.of(
                two(NONE, NONE), List.of(), OVER, faulty, Optional.of(condition("False")), NOW))
        .returns("NoActive", Readiness::reason)
        .extracting(Readiness::message)
        .asString()
        .contains("node-a: eth0 is down; set it up (and 1 more)");
  }

  @Test
  void twoHoldersAreNamedWithTheCure() {
    assertThat(Readiness.dualActive(two(A, BOTH)))
        .get()
        .extracting(Notice::message)
        .asString()
        .contains("IPv6 is held by node-a (1) and by node-b (2)", "protocol 112");
  }

  private static Readiness ready(
      Map<Family, Holder> holders, List<Notice> trouble, Optional<Condition> previous) {
    return Readiness.of(holders, trouble, OVER, rollout(), previous, NOW);
  }

  private static Rollout rollout() {
    return new Rollout(1, 2, 2, 2, List.of(), List.of());
  }

  private static Condition condition(String status) {
    return new ConditionBuilder()
        .withType(Conditions.READY)
        .withStatus(status)
        .withLastTransitionTime(NOW.toString())
        .build();
  }

  private static Map<Family, Holder> two(Holder ipv4, Holder ipv6) {
    return new TreeMap<>(Map.of(Family.IPV4, ipv4, Family.IPV6, ipv6));
  }
}
