package dev.virtualip.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.virtualip.e2e.Client.Outage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The main job: a manifest is applied, one node holds the address, its plug is pulled, another
 * holds it. One cluster serves all cases, in order, because each takes a machine away.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FailoverIT {

  /** At the defaults with a best Backup of priority 130 or more (the design's Bounds). */
  private static final long BOUND_MILLISECONDS = 950;

  private static final int ECHO_PORT = 8080;
  private static final String SAMPLE_PREFIX = "198.18.51.";
  private static final String INGRESS = Network.PREFIX + "240";
  private static final String CONTROL_PLANE = Network.PREFIX + "241";

  private static final Settings SETTINGS = Settings.ofSystemProperties();
  private static Cluster cluster;
  private static Kubectl kubectl;

  @BeforeAll
  static void install() throws IOException {
    cluster = Cluster.start(SETTINGS);
    kubectl = new Kubectl(SETTINGS.kubectl(), cluster.kubeconfig());
    kubectl.run("wait", "--for=condition=Ready", "node", "--all", "--timeout=60s");
    kubectl.run("apply", "-k", SETTINGS.manifests().resolve("base").toString());
    kubectl.run(
        "wait", "--for=condition=Established", "crd/virtualips.virtualip.dev", "--timeout=30s");
    kubectl.runWithInput(onThisNetwork("echo.yaml"), "apply", "-f", "-");
    for (String workload : List.of("deployment/virtualip-operator", "daemonset/virtualip-agent")) {
      kubectl.run("-n", "virtualip-system", "rollout", "status", workload, "--timeout=60s");
    }
    kubectl.run("rollout", "status", "daemonset/echo", "--timeout=60s");
    kubectl.runWithInput(onThisNetwork("virtualip.yaml"), "apply", "-f", "-");
  }

  private static String onThisNetwork(String sample) throws IOException {
    Path file = SETTINGS.manifests().resolve("samples").resolve(sample);
    return Files.readString(file).replace(SAMPLE_PREFIX, Network.PREFIX);
  }

  /** spec.preemptDelaySeconds is 30 unless given, and counts from the first lower advert. */
  private static final Duration PREEMPTION = Duration.ofSeconds(60);

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @Order(1)
  void addressMovesWhenTheActiveNodeDies() {
    String active = settledHolder("ingress");
    assertThat(active).as("the server has the lowest priority").isIn(Cluster.AGENTS);
    try (Client client = new Client(SETTINGS, cluster.network(), 100, INGRESS, ECHO_PORT)) {
      await().atMost(Duration.ofSeconds(30)).until(() -> !client.firstAnswers().isEmpty());
      assertThat(client.firstAnswers()).containsExactly(active);
      assertThat(client.neighbours()).contains(cluster.macAddress(active));
      assertThat(holders(INGRESS)).containsExactly(active);

      cluster.kill(active);

      String successor = Cluster.AGENTS.get(1 - Cluster.AGENTS.indexOf(active));
      Outage outage = onlyMove(client);
      System.out.println("event=measured case=agent-node-killed " + outage);
      assertThat(outage.from()).isEqualTo(active);
      assertThat(outage.to()).isEqualTo(successor);
      assertThat(outage.milliseconds()).isLessThanOrEqualTo(BOUND_MILLISECONDS);
      assertThat(client.neighbours()).contains(cluster.macAddress(successor));
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(activeNode("ingress")).isEqualTo(successor));
      String table = kubectl.run("get", "virtualip");
      System.out.println(table);
      assertThat(table).contains("ingress").contains(INGRESS).contains(successor);
    }
  }

  @Test
  @Order(2)
  void addressMovesWhenTheServerNodeDies() {
    kubectl.runWithInput(
        """
        apiVersion: virtualip.dev/v1alpha1
        kind: VirtualIP
        metadata:
          name: control-plane
        spec:
          addresses: ["%s"]
          nodes:
            - {name: %s, priority: 240}
        """
            .formatted(CONTROL_PLANE, Cluster.SERVER),
        "apply",
        "-f",
        "-");
    assertThat(settledHolder("control-plane")).isEqualTo(Cluster.SERVER);
    String survivor = activeNode("ingress");
    try (Client client = new Client(SETTINGS, cluster.network(), 101, CONTROL_PLANE, ECHO_PORT)) {
      await().atMost(Duration.ofSeconds(30)).until(() -> !client.firstAnswers().isEmpty());
      assertThat(client.firstAnswers()).containsExactly(Cluster.SERVER);

      cluster.kill(Cluster.SERVER);

      Outage outage = onlyMove(client);
      System.out.println("event=measured case=server-node-killed " + outage);
      assertThat(outage.to()).isEqualTo(survivor);
      assertThat(outage.milliseconds()).isLessThanOrEqualTo(BOUND_MILLISECONDS);
      assertThat(cluster.run(survivor, "ip", "-brief", "address", "show", "dev", "eth0"))
          .contains(INGRESS + "/32")
          .contains(CONTROL_PLANE + "/32");
    }
  }

  /** Waits until the node of the highest priority holds the address, and says which that is. */
  private static String settledHolder(String virtualIP) {
    kubectl.run("wait", "--for=condition=Ready", "virtualip/" + virtualIP, "--timeout=60s");
    return await()
        .atMost(PREEMPTION)
        .until(
            () -> activeNode(virtualIP),
            active -> !active.isEmpty() && active.equals(highestPriority(virtualIP)));
  }

  private static String highestPriority(String virtualIP) {
    String priorities =
        kubectl.run(
            "get",
            "virtualipnodes",
            "-o",
            "jsonpath={range .items[*]}{.spec.virtualRouters[?(@.virtualIP.name==\""
                + virtualIP
                + "\")].priority}{\" \"}{.metadata.name}{\"\\n\"}{end}");
    return priorities
        .lines()
        .map(line -> line.split(" ", 2))
        .filter(fields -> !fields[0].isEmpty())
        .max(Comparator.comparingInt(fields -> Integer.parseInt(fields[0])))
        .map(fields -> fields[1])
        .orElse("");
  }

  private static String activeNode(String virtualIP) {
    return kubectl.run("get", "virtualip", virtualIP, "-o", "jsonpath={.status.activeNode}");
  }

  /** The one move of the address; a silence of one and the same node is the test machine's own. */
  private static Outage onlyMove(Client client) {
    await().atMost(Duration.ofSeconds(20)).until(() -> !moves(client).isEmpty());
    assertThat(moves(client)).hasSize(1);
    return moves(client).getFirst();
  }

  private static List<Outage> moves(Client client) {
    return client.outages().stream().filter(outage -> !outage.from().equals(outage.to())).toList();
  }

  /** Nodes that have {@code address} in the kernel now. */
  private static List<String> holders(String address) {
    return List.of(Cluster.SERVER, Cluster.AGENTS.get(0), Cluster.AGENTS.get(1)).stream()
        .filter(node -> cluster.run(node, "ip", "-brief", "address").contains(address + "/32"))
        .toList();
  }
}
