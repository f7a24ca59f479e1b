package dev.virtualip.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.operator.plan.VirtualRouterIdAllocator.Outcome;
import dev.virtualip.operator.plan.VirtualRouterIdAllocator.Request;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VirtualRouterIdAllocatorTest {

  private static final String CLUSTER = "4b1c";
  private static final Set<Link> LAN = Set.of(new Link(Family.IPV4, "192.0.2.0/24"));
  private static final Set<Link> LAB = Set.of(new Link(Family.IPV4, "198.51.100.0/24"));
  private static final Set<Link> LAN6 = Set.of(new Link(Family.IPV6, "2001:db8::/64"));

  @Test
  void startsAtAHashOfClusterAndName() {
    int start = VirtualRouterIdAllocator.start(CLUSTER, "web");
    assertThat(allocate(any("web", LAN))).containsEntry("web", granted(start));
    assertThat(start).isBetween(1, 255);
    assertThat(VirtualRouterIdAllocator.start("another cluster", "web")).isNotEqualTo(start);
  }

  @Test
  void takesTheNextFreeNumberAndWrapsAround() {
    int start = VirtualRouterIdAllocator.start(CLUSTER, "web");
    int next = start % 255 + 1;
    assertThat(allocate(held("old", start, LAN), any("web", LAN)))
        .containsEntry("web", granted(next));
    assertThat(allocate(held("old", start, LAN), held("older", next, LAN), any("web", LAN)))
        .containsEntry("web", granted(next % 255 + 1));
  }

  @Test
  void keepsAHeldNumberWhoeverComes() {
    assertThat(allocate(written("older", 51, LAN), held("working", 51, LAN)))
        .containsEntry("working", granted(51))
        .containsEntry("older", new Outcome.Taken(null, 51, "working", LAN.iterator().next()));
  }

  @Test
  void ofTwoWrittenNumbersTheOlderWins() {
    assertThat(allocate(written("older", 51, LAN), written("newer", 51, LAN)))
        .containsEntry("older", granted(51))
        .containsEntry("newer", new Outcome.Taken(null, 51, "older", LAN.iterator().next()));
  }

  @Test
  void aWrittenNumberComesBeforeANewAllocation() {
    int start = VirtualRouterIdAllocator.start(CLUSTER, "web");
    assertThat(allocate(any("web", LAN), written("newer", start, LAN)))
        .containsEntry("newer", granted(start))
        .containsEntry("web", granted(start % 255 + 1));
  }

  @Test
  void aRefusedChangeKeepsTheOldNumber() {
    assertThat(allocate(held("other", 60, LAN), request("web", 60, 51, LAN), written("x", 51, LAN)))
        .containsEntry("web", new Outcome.Taken(51, 60, "other", LAN.iterator().next()))
        .containsEntry("x", new Outcome.Taken(null, 51, "web", LAN.iterator().next()));
  }

  @Test
  void oneNumberServesTwoLinksAndTwoFamilies() {
    assertThat(allocate(written("lan", 51, LAN), written("lab", 51, LAB), written("v6", 51, LAN6)))
        .containsEntry("lan", granted(51))
        .containsEntry("lab", granted(51))
        .containsEntry("v6", granted(51));
  }

  @Test
  void linksThatHaveComeTogetherMoveTheNewer() {
    Set<Link> both = new HashSet<>(LAN);
    both.addAll(LAB);
    Map<String, Outcome> outcomes = allocate(held("older", 51, both), held("newer", 51, LAB));
    assertThat(outcomes).containsEntry("older", granted(51));
    assertThat(outcomes)
        .hasEntrySatisfying(
            "newer", outcome -> assertThat(outcome.virtualRouterID()).isNotNull().isNotEqualTo(51));
  }

  @Test
  void linksThatHaveComeTogetherDoNotTakeANumberAwayBeforeThereIsAnother() {
    Set<Link> both = new HashSet<>(LAN);
    both.addAll(LAB);
    assertThat(allocate(held("older", 51, both), request("newer", 51, 51, LAB)))
        .containsEntry("newer", new Outcome.Taken(51, 51, "older", LAB.iterator().next()));
    assertThat(
            allocate(
                held("older", 51, both),
                new Request("newer", null, 51, LAB, Set.of(), false, false)))
        .containsEntry("newer", new Outcome.Listening(51));
    Set<Integer> all = IntStream.rangeClosed(1, 255).boxed().collect(Collectors.toSet());
    assertThat(
            allocate(
                held("older", 51, both), new Request("newer", null, 51, LAB, all, true, false)))
        .containsEntry("newer", new Outcome.Exhausted(51));
  }

  @Test
  void withoutALinkAHeldNumberStaysAndIsAvoided() {
    int start = VirtualRouterIdAllocator.start(CLUSTER, "web");
    assertThat(allocate(held("offline", start, Set.of()), any("web", LAN), any("late", Set.of())))
        .containsEntry("offline", new Outcome.Unknown(start))
        .containsEntry("web", granted(start % 255 + 1))
        .containsEntry("late", new Outcome.Unknown(null));
  }

  @Test
  void givesOutAll255NumbersAndThenSaysSo() {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      requests.add(any("web-" + i, LAN));
    }
    Map<String, Outcome> outcomes = allocate(requests.toArray(Request[]::new));
    assertThat(outcomes.remove("web-255")).isEqualTo(new Outcome.Exhausted(null));
    assertThat(outcomes.values()).extracting(Outcome::virtualRouterID).doesNotHaveDuplicates();
    assertThat(outcomes.values()).hasSize(255).allMatch(Outcome.Granted.class::isInstance);
  }

  @Test
  void aNewNumberAvoidsThoseOfForeignRouters() {
    int start = VirtualRouterIdAllocator.start(CLUSTER, "web");
    assertThat(
            allocate(
                new Request("web", null, null, LAN, Set.of(start, start % 255 + 1), true, false)))
        .containsEntry("web", granted((start + 1) % 255 + 1));
  }

  @Test
  void aNewNumberWaitsUntilAgentsHaveListened() {
    assertThat(
            allocate(
                new Request("web", null, null, LAN, Set.of(), false, false),
                new Request("written", 51, null, LAN, Set.of(), false, false),
                new Request("held", null, 7, LAN, Set.of(), false, false)))
        .containsEntry("web", new Outcome.Listening(null))
        .containsEntry("written", granted(51))
        .containsEntry("held", granted(7));
  }

  @Test
  void aHeldNumberIsGivenUpToAForeignRouterOnlyOnceThatHasBeenReported() {
    assertThat(allocate(new Request("web", null, 51, LAN, Set.of(51), true, false)))
        .containsEntry("web", granted(51));
    assertThat(allocate(new Request("web", null, 51, LAN, Set.of(51), true, true)))
        .hasEntrySatisfying(
            "web", outcome -> assertThat(outcome.virtualRouterID()).isNotNull().isNotEqualTo(51));
    assertThat(allocate(new Request("web", 51, 51, LAN, Set.of(51), true, true)))
        .containsEntry("web", granted(51));
  }

  @Test
  void aHeldNumberStaysWhenNoOtherOneIsFree() {
    Set<Integer> all = IntStream.rangeClosed(1, 255).boxed().collect(Collectors.toSet());
    assertThat(allocate(new Request("web", null, 51, LAN, all, true, true)))
        .containsEntry("web", granted(51));
  }

  private static Map<String, Outcome> allocate(Request... requests) {
    return VirtualRouterIdAllocator.allocate(CLUSTER, List.of(requests));
  }

  private static Request any(String name, Set<Link> links) {
    return request(name, null, null, links);
  }

  private static Request held(String name, int number, Set<Link> links) {
    return request(name, null, number, links);
  }

  private static Request written(String name, int number, Set<Link> links) {
    return request(name, number, null, links);
  }

  private static Request request(
      String name, @Nullable Integer written, @Nullable Integer held, Set<Link> links) {
    return new Request(name, written, held, links, Set.of(), true, false);
  }

  private static Outcome granted(int number) {
    return new Outcome.Granted(number);
  }
}
