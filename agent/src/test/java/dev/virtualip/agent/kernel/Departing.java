package dev.virtualip.agent.kernel;

import static org.awaitility.Awaitility.await;

import dev.virtualip.agent.FakeApiServer;
import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.VirtualIPNode;
import dev.virtualip.api.v1alpha1.VirtualIPNodeSpec;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An agent of both families that is made to leave in one of the planned ways, again and again. */
final class Departing implements AutoCloseable {

  static final String IPV4 = "192.0.2.100";
  static final String IPV6 = "2001:db8::100";

  private static final int INTERVAL_MILLISECONDS = 250;

  /** Of SIGTERM, by the contract. */
  private static final int EXIT_MILLISECONDS = 2000;

  /** A check that has passed again counts after 5 s. */
  private static final Duration RECOVERY = Duration.ofSeconds(15);

  /** How it is made to leave. */
  enum Way {
    SIGTERM,
    /** Its node is drained. */
    DRAIN,
    /** It is told to hand over. */
    HAND_OVER,
    FAILING_CHECK;

    private boolean ofCluster() {
      return this == DRAIN || this == HAND_OVER;
    }
  }

  private final Way way;
  private final Machine machine;
  private final int priority;
  private final Path home;
  private final String node;
  private final @Nullable FakeApiServer server;
  private @Nullable Agent agent;
  private long generation;

  Departing(Way way, Machine machine, int priority, Path home) throws Exception {
    this.way = way;
    this.machine = machine;
    this.priority = priority;
    this.home = home;
    node = "node" + machine.host();
    server = way.ofCluster() ? Inside.call(machine, FakeApiServer::new) : null;
  }

  Machine machine() {
    return machine;
  }

  Agent agent() {
    return Objects.requireNonNull(agent);
  }

  void start() throws IOException {
    Files.createDirectories(home);
    if (server != null) {
      tell(false);
      agent = Agent.startOfCluster(machine, node, home, server.uri());
    } else {
      Manifest.write(home, manifest());
      Files.createDirectories(fit().getParent());
      if (!Files.exists(fit())) {
        Files.createFile(fit());
      }
      agent = Agent.start(machine, node, home);
    }
  }

  private Path fit() {
    return home.resolve("state/checks/fit");
  }

  private String manifest() {
    return """
    apiVersion: virtualip.dev/v1alpha1
    kind: VirtualIP
    metadata:
      name: ingress
    spec:
      addresses: ["%s", "%s"]
      virtualRouterID: %d
      advertisementIntervalMilliseconds: %d
      preempt: false
      nodes:
        - {name: %s, priority: %d}
      healthChecks:
        - name: fit
          file: {path: fit}
          periodMilliseconds: 100
          failureThreshold: 2
          successThreshold: 2
    """
        .formatted(IPV4, IPV6, Manifest.VIRTUAL_ROUTER_ID, INTERVAL_MILLISECONDS, node, priority);
  }

  private void tell(boolean leaves) {
    VirtualIPNode object = new VirtualIPNode();
    object.setMetadata(
        new ObjectMetaBuilder().withName(node).withUid("uid").withGeneration(++generation).build());
    boolean handsOver = leaves && way == Way.HAND_OVER;
    object.setSpec(
        new VirtualIPNodeSpec(
            "lab",
            leaves && way == Way.DRAIN,
            null,
            List.of(),
            List.of(
                router(Family.IPV4, IPV4).withHandOver(handsOver),
                router(Family.IPV6, IPV6).withHandOver(handsOver))));
    Objects.requireNonNull(server).store(object);
  }

  private VirtualRouterSpec router(Family family, String address) {
    return VirtualRouterSpec.of(
        new VirtualIPReference("ingress", "uid", 1),
        family,
        "eth0",
        Manifest.VIRTUAL_ROUTER_ID,
        priority,
        INTERVAL_MILLISECONDS,
        false,
        List.of(address));
  }

  /** Makes it leave; returns at once. */
  void leave() throws IOException {
    switch (way) {
      case SIGTERM -> agent().signal();
      case FAILING_CHECK -> Files.delete(fit());
      case DRAIN, HAND_OVER -> tell(true);
    }
  }

  /** Has it back as a Backup that may succeed the other one. */
  void recover() throws Exception {
    switch (way) {
      case SIGTERM -> {
        if (agent().exitCode(EXIT_MILLISECONDS) != 0) {
          throw new AssertionError(agent().log());
        }
        start();
      }
      case FAILING_CHECK -> Files.createFile(fit());
      case DRAIN, HAND_OVER -> tell(false);
    }
    awaitBackup();
  }

  void awaitBackup() {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(RECOVERY)
        .until(() -> isGoodBackup("IPv4") && isGoodBackup("IPv6"));
  }

  private boolean isGoodBackup(String family) {
    var router = agent().router(family);
    return router.path("state").asText().equals("Backup")
        && router.path("effectivePriority").asInt() == priority
        && !router.path("activeRouter").isNull();
  }

  @Override
  public void close() {
    if (agent != null) {
      agent.close();
    }
    if (server != null) {
      server.close();
    }
  }
}
