package dev.virtualip.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RanksTest {

  private static final int KEYS = 16_000;

  /** Independent of this code: FNV-1a and fmix64 as published, computed with another program. */
  @ParameterizedTest
  @CsvSource({
    "ingress, node-a, afe97d15a53649be",
    "ingress, node-b, 6009dd80420de6c1",
    "ab, c, c87d91e7dc16f99d",
    "a, bc, df52f2b01fb62dc7",
  })
  void weightIsTheSameInEveryRelease(String virtualIP, String node, String weight) {
    assertThat(Long.toHexString(Rendezvous.weight(virtualIP, node))).isEqualTo(weight);
  }

  @Test
  void everyNodeOfFiveIsFirstForAFifthOfTheVirtualIPs() {
    List<String> nodes = List.of("node-1", "node-2", "node-3", "node-4", "node-5");
    Map<String, Long> firsts =
        IntStream.range(0, KEYS)
            .mapToObj(
                i ->
                    nodes.stream()
                        .max(
                            Comparator.comparing(
                                node -> Rendezvous.weight("vip-" + i, node), Long::compareUnsigned))
                        .orElseThrow())
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));

    assertThat(firsts).containsOnlyKeys(nodes);
    assertThat(firsts.values())
        .allSatisfy(count -> assertThat((double) count).isBetween(0.9 * KEYS / 5, 1.1 * KEYS / 5));
  }

  @Test
  void ranksRunFrom200To50() {
    assertThat(IntStream.range(0, Ranks.COUNT).map(Ranks::priority))
        .hasSize(16)
        .startsWith(200, 190)
        .endsWith(60, 50);
    assertThatThrownBy(() -> Ranks.priority(16)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aloneEveryRankIsTakenEquallyOften() {
    Map<Integer, Long> taken =
        IntStream.range(0, KEYS)
            .mapToObj(i -> Ranks.priorityAlone("ingress", "node-" + i))
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));

    assertThat(taken.keySet())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, Ranks.COUNT).mapToObj(Ranks::priority).toList());
    assertThat(taken.values()).allSatisfy(count -> assertThat(count).isBetween(850L, 1150L));
  }
}
