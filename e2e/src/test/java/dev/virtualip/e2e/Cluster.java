package dev.virtualip.e2e;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/** A server and two agent nodes as containers on one layer-2 network. */
final class Cluster implements AutoCloseable {

  static final String SERVER = "server";
  static final List<String> AGENTS = List.of("node-a", "node-b");

  /** K3s imports what lies here before it starts the kubelet. */
  private static final String NODE_IMAGES = "/var/lib/rancher/k3s/agent/images";

  private static final String TOKEN = "end-to-end";

  private final Network network = new Network();
  private final K3sContainer server;
  private final Map<String, GenericContainer<?>> nodes = new LinkedHashMap<>();

  private Cluster(Settings settings) {
    DockerImageName image =
        DockerImageName.parse(settings.nodeImage()).asCompatibleSubstituteFor("rancher/k3s");
    server = new K3sContainer(image);
    server.withEnv("K3S_TOKEN", TOKEN);
    add(SERVER, server, settings);
    for (String name : AGENTS) {
      add(name, agentNode(image), settings);
    }
  }

  static Cluster start(Settings settings) {
    Cluster cluster = new Cluster(settings);
    try {
      Startables.deepStart(cluster.nodes.values()).join();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static GenericContainer<?> agentNode(DockerImageName image) {
    return new GenericContainer<>(image)
        .withPrivilegedMode(true)
        .withEnv("K3S_URL", "https://" + SERVER + ":6443")
        .withEnv("K3S_TOKEN", TOKEN)
        .withTmpFs(Map.of("/run", ""))
        .withFileSystemBind("/sys/fs/cgroup", "/sys/fs/cgroup", BindMode.READ_WRITE)
        .withCreateContainerCmdModifier(Cluster::shareControlGroups)
        .withCommand("agent")
        .waitingFor(Wait.forLogMessage(".*(Node ready|Successfully registered node).*", 1));
  }

  private static void shareControlGroups(CreateContainerCmd create) {
    HostConfig host = Objects.requireNonNull(create.getHostConfig());
    host.withCgroupnsMode("host");
  }

  private void add(String name, GenericContainer<?> node, Settings settings) {
    node.withFileSystemBind(settings.images().toString(), NODE_IMAGES, BindMode.READ_ONLY);
    network.join(node, name, 10 + nodes.size());
    nodes.put(name, node);
  }

  Network network() {
    return network;
  }

  String kubeconfig() {
    return server.getKubeConfigYaml();
  }

  /** Pulls the plug: SIGKILL to everything on the node at once. */
  void kill(String node) {
    GenericContainer<?> container = container(node);
    container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
  }

  /** Runs a command on a node and returns its standard output; needs no API server. */
  String run(String node, String... command) {
    try {
      var result = container(node).execInContainer(command);
      if (result.getExitCode() != 0) {
        throw new IllegalStateException(
            String.join(" ", command) + " on " + node + ": " + result.getStderr());
      }
      return result.getStdout().strip();
    } catch (IOException e) {
      throw new IllegalStateException("can't run a command on " + node, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String macAddress(String node) {
    return run(node, "cat", "/sys/class/net/eth0/address");
  }

  private GenericContainer<?> container(String node) {
    return Objects.requireNonNull(nodes.get(node), node);
  }

  @Override
  public void close() {
    nodes.values().forEach(GenericContainer::stop);
    network.close();
  }
}
