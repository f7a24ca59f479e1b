package dev.virtualip.operator.reconcile;

import static dev.virtualip.operator.testing.VirtualIPs.virtualIP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.NodeOverride;
import dev.virtualip.operator.testing.VirtualIPs;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What one object can't show: each problem is reported with its cure, and gone when its cause is.
 */
class TwoObjectProblemsTest {

  private static final String LATER = "2026-11-02T00:00:00Z";
  private static final String EXCLUDE = "node.kubernetes.io/exclude-from-external-load-balancers";

  /**
   * One problem of the VirtualIP "web".
   *
   * @param cause brings it about
   * @param reason of Accepted=False and Stalled=True
   * @param event reason of the Event
   * @param words that the message must contain: names and the cure
   * @param cure takes the cause away
   */
  record Problem(
      String name,
      Consumer<RunningCluster> cause,
      String reason,
      String event,
      List<String> words,
      Consumer<RunningCluster> cure) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Problem> problems() {
    return Stream.of(
        new Problem(
            "VRID taken on that subnet",
            cluster -> {
              cluster.put(virtualIP("older", "192.0.2.240").virtualRouterID(51));
              cluster.put(web("192.0.2.241").virtualRouterID(51));
            },
            "VirtualRouterIDConflict",
            "VirtualRouterIDConflict",
            List.of("spec.virtualRouterID", "51", "older", "choose"),
            cluster -> cluster.delete("older")),
        new Problem(
            "address claimed by an older one",
            cluster -> {
              cluster.put(virtualIP("older", "192.0.2.240"));
              cluster.put(web("192.0.2.241", "192.0.2.240"));
            },
            "AddressConflict",
            "AddressConflict",
            List.of("spec.addresses[1]", "192.0.2.240", "older", "choose"),
            cluster -> cluster.put(virtualIP("older", "192.0.2.239").generation(2))),
        new Problem(
            "address on no eligible node's subnet",
            cluster -> cluster.put(web("198.51.100.9")),
            "AddressOnNoSubnet",
            "ConfigurationRejected",
            List.of("spec.addresses[0]", "198.51.100.9", "node-a", "192.0.2.11/24", "choose"),
            cluster -> cluster.put(web("192.0.2.9").generation(2))),
        new Problem(
            "address is a node's own",
            cluster -> cluster.put(web("192.0.2.12")),
            "AddressConflict",
            "AddressConflict",
            List.of("spec.addresses[0]", "192.0.2.12", "eth0", "node-b", "255"),
            cluster -> cluster.remove("node-b")),
        new Problem(
            "no eligible node",
            cluster ->
                cluster.put(
                    web("192.0.2.240")
                        .selector(
                            new LabelSelectorBuilder().addToMatchLabels("edge", "yes").build())),
            "NoEligibleNode",
            "ConfigurationRejected",
            List.of("spec.nodeSelector", EXCLUDE, "spec.nodes"),
            cluster -> cluster.node("node-b").label("edge", "yes")),
        new Problem(
            "no interface of that name anywhere",
            cluster ->
                cluster.put(
                    web("192.0.2.240")
                        .selector(onlyNodeA())
                        .nodes(new NodeOverride("node-a", null, "eth7"))),
            "InterfaceNotFound",
            "ConfigurationRejected",
            List.of("spec.nodes[0].interface", "eth7", "node-a", "eth0 192.0.2.11/24"),
            cluster -> cluster.put(web("192.0.2.240").selector(onlyNodeA()).generation(2))),
        new Problem(
            "more virtual routers than VRIDs",
            cluster -> {
              for (int i = 0; i < 255; i++) {
                cluster.put(virtualIP("full-" + i, "198.18.7." + i).virtualRouterID(i + 1));
              }
              cluster.put(web("198.18.255.240"));
            },
            "VirtualRouterIDsExhausted",
            "ConfigurationRejected",
            List.of("255", "198.18.0.0/16", "one VirtualIP"),
            cluster -> cluster.delete("full-77")),
        new Problem(
            "too many addresses for a node",
            cluster -> {
              for (int i = 0; i < 50; i++) {
                cluster.put(virtualIP("big-" + i, addresses(i)).virtualRouterID(i + 1));
              }
              cluster.put(web("198.18.255.240"));
            },
            "TooManyAddresses",
            "ConfigurationRejected",
            List.of("spec.addresses", "1000", "node-a", "spec.nodeSelector"),
            cluster -> cluster.delete("big-7")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("problems")
  void isStalledNamedAnnouncedOnceAndResolvedByItself(Problem problem) {
    RunningCluster cluster = new RunningCluster("node-a", "node-b");
    cluster.node("node-a").label("name", "node-a");
    cluster.lan().subnet("node-a", "198.18.0.1/16");
    cluster.lan().subnet("node-b", "198.18.0.2/16");
    cluster.settle();
    problem.cause().accept(cluster);
    cluster.settle();
    assertThat(cluster.condition("web", "Accepted")).isEqualTo("False/" + problem.reason());
    assertThat(cluster.condition("web", "Stalled")).isEqualTo("True/" + problem.reason());
    assertThat(cluster.condition("web", "Ready")).isEqualTo("False/" + problem.reason());
    assertThat(cluster.condition("web", "Reconciling")).isNull();
    assertThat(cluster.message("web", "Stalled")).contains(problem.words());
    assertThat(cluster.events())
        .filteredOn(it -> it.startsWith("web "))
        .singleElement()
        .asString()
        .startsWith("web " + problem.event() + ": ");

    problem.cure().accept(cluster);
    cluster.settle();
    assertThat(cluster.condition("web", "Accepted")).isEqualTo("True/Accepted");
    assertThat(cluster.condition("web", "Stalled")).isNull();
    assertThat(cluster.condition("web", "Ready")).isEqualTo("True/ActiveElected");
  }

  private static VirtualIPs web(String... addresses) {
    return virtualIP("web", addresses).created(LATER);
  }

  private static LabelSelector onlyNodeA() {
    return new LabelSelectorBuilder().addToMatchLabels("name", "node-a").build();
  }

  /** Twenty of a wide subnet. */
  private static String[] addresses(int block) {
    return IntStream.range(0, 20)
        .mapToObj(i -> "198.18." + (1 + block) + "." + (1 + i))
        .toArray(String[]::new);
  }
}
