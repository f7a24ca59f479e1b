package dev.virtualip.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.operator.plan.Priorities.Candidate;
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
