package dev.virtualip.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.operator.plan.Priorities.Candidate;
import dev.virtualip.plan.Ranks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrioritiesTest {

  @Test
  void takesWrittenPrioritiesAsTheyAre() {
    assertThat(Priorities.assign("web", Map.of("tiny", 40, "owner", 255), nodes(1)))
        .isEqualTo(Map.of("tiny", 40, "owner", 255, "node-0", 200));
  }

  @Test
  void sixteenRanksFrom200DownAndTheRestStandBy() {
    Map<String, Integer> priorities = Priorities.assign("web", Map.of(), nodes(20));
    assertThat(priorities.values())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(5, 20).mapToObj(tens -> tens * 10).toList());
  }

  @Test
  void spreadsTheFirstRankOverTheNodes() {
    Map<String, Integer> firsts = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      firsts.merge(first(Priorities.assign("web-" + i, Map.of(), nodes(3))), 1, Integer::sum);
    }
    assertThat(firsts).hasSize(3);
    assertThat(firsts.values()).allMatch(count -> count > 60);
  }

  @Test
  void aJoiningNodeBecomesFirstOrChangesNoFirst() {
    for (int i = 0; i < 100; i++) {
      String before = first(Priorities.assign("web-" + i, Map.of(), nodes(5)));
      String after = first(Priorities.assign("web-" + i, Map.of(), nodes(6)));
      assertThat(after).isIn(before, "node-5");
    }
  }

  @Test
  void aStandByTakesThePriorityOfAGoneNodeAndNobodyElseMoves() {
    List<Candidate> nodes = nodes(18);
    Map<String, Integer> before = Priorities.assign("web", Map.of(), nodes);
    String gone = first(before);
    Map<String, Integer> after = Priorities.assign("web", Map.of(), without(nodes, gone));
    assertThat(after).containsAllEntriesOf(before).hasSize(17);
    after.keySet().removeAll(before.keySet());
    assertThat(after.values()).containsExactly(200);
  }

  @Test
  void withoutStandBysAGoneNodeChangesNothing() {
    List<Candidate> nodes = nodes(3);
    Map<String, Integer> before = Priorities.assign("web", Map.of(), nodes);
    assertThat(Priorities.assign("web", Map.of(), without(nodes, first(before)))).isEqualTo(before);
  }

  /**
   * The bound: of one VirtualIP at most {@link Ranks#COUNT} nodes get another priority, each of
   * them one rank; its addresses move only to the node that joins, or away from the one that
   * leaves.
   */
  @Test
  void aNodeThatJoinsOrLeavesTouchesFewAndMovesFewer() {
    int rewritten = 0;
    int moved = 0;
    for (int i = 0; i < 250; i++) {
      Map<String, Integer> before = Priorities.assign("web-" + i, Map.of(), nodes(500));
      Map<String, Integer> after = Priorities.assign("web-" + i, Map.of(), nodes(501));
      Map<String, Integer> changed = new HashMap<>(after);
      changed.entrySet().removeAll(before.entrySet());
      before.keySet().stream()
          .filter(node -> !after.containsKey(node))
          .forEach(node -> changed.put(node, 0));
      assertThat(changed).hasSizeLessThanOrEqualTo(Ranks.COUNT + 1);
      before.forEach(
          (node, priority) ->
              assertThat(after.getOrDefault(node, 40)).isBetween(priority - 10, priority));
      if (!changed.isEmpty()) {
        assertThat(changed).containsKey("node-500");
      }
      rewritten += changed.size();
      moved += first(before).equals(first(after)) ? 0 : 1;
      assertThat(first(after)).isIn(first(before), "node-500");
    }
    // 250 VirtualIPs with 16 of 501 nodes each: 8 have the new node among them, half of a node's
    // ranks below it on average.
    assertThat(rewritten).isBetween(20, 180);
    assertThat(moved).isLessThanOrEqualTo(4);
  }

  private static String first(Map<String, Integer> priorities) {
    return priorities.entrySet().stream()
        .max(Comparator.comparing(Map.Entry::getValue))
        .orElseThrow()
        .getKey();
  }

  private static List<Candidate> nodes(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Candidate("node-" + i, false)).toList();
  }

  private static List<Candidate> without(List<Candidate> nodes, String gone) {
    List<Candidate> changed = new ArrayList<>();
    nodes.forEach(node -> changed.add(new Candidate(node.name(), node.name().equals(gone))));
    return changed;
  }
}
