package dev.virtualip.operator.plan;

import static dev.virtualip.operator.testing.Subnets.eth0;
import static dev.virtualip.operator.testing.VirtualIPs.virtualIP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.NodeOverride;
import dev.virtualip.operator.testing.VirtualIPs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken over from the plan before must be what planning anew would find. */
class IncrementalPlanTest {

  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final int STEPS = 300;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void planFromTheOneBeforeIsThePlanFromNothing(long seed) {
    Random random = new Random(seed);
    Map<String, ClusterNode> nodes = new TreeMap<>();
    Map<String, DeclaredVirtualIP> virtualIPs = new TreeMap<>();
    ClusterPlan before = ClusterPlan.of(new ClusterState("cluster", List.of(), List.of()));
    for (int step = 0; step < STEPS; step++) {
      change(random, nodes, virtualIPs);
      ClusterState state =
          new ClusterState(
              "cluster", new ArrayList<>(virtualIPs.values()), new ArrayList<>(nodes.values()));

      ClusterPlan plan = ClusterPlan.of(state, before);

      assertThat(plan.virtualIPs())
          .as("seed %d step %d", seed, step)
          .isEqualTo(ClusterPlan.of(state).virtualIPs());
      before = plan;
    }
  }

  private static void change(
      Random random, Map<String, ClusterNode> nodes, Map<String, DeclaredVirtualIP> virtualIPs) {
    String node = "node-" + random.nextInt(20);
    String name = "vip-" + random.nextInt(8);
    switch (random.nextInt(6)) {
      case 0 -> nodes.remove(node);
      case 1, 2 -> nodes.put(node, node(random, node));
      case 3 -> virtualIPs.remove(name);
      default -> virtualIPs.put(name, declared(random, name));
    }
  }

  private static ClusterNode node(Random random, String name) {
    String last = name.substring(name.indexOf('-') + 1);
    return new ClusterNode(
        name,
        random.nextInt(5) == 0 ? Map.of(Eligibility.EXCLUDE_LABEL, "") : Map.of(),
        random.nextInt(5) == 0,
        random.nextInt(5) == 0,
        random.nextInt(3) > 0,
        List.of(),
        switch (random.nextInt(4)) {
          case 0 -> null;
          case 1 -> List.of(eth0("198.51.100.1" + last + "/24"));
          default -> List.of(eth0("192.0.2.1" + last + "/24", "2001:db8::1" + last + "/64"));
        });
  }

  private static DeclaredVirtualIP declared(Random random, String name) {
    VirtualIPs virtualIP =
        virtualIP(name, random.nextBoolean() ? "192.0.2.20" + random.nextInt(6) : "192.0.2.11");
    if (random.nextInt(3) == 0) {
      virtualIP = virtualIP.nodes(new NodeOverride("node-1", 255, null));
    }
    if (random.nextInt(3) == 0) {
      virtualIP = virtualIP.holds(1 + random.nextInt(4), "192.0.2.20" + random.nextInt(6));
    }
    return DeclaredVirtualIP.of(virtualIP.build(), null, NOW);
  }
}
