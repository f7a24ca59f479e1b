package dev.virtualip.e2e;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Network.Ipam;
import com.github.dockerjava.api.model.Network.Ipam.Config;
import org.testcontainers.containers.GenericContainer;

/**
 * One layer-2 network of the tests' own. Its prefix is of the range for benchmarks (RFC 2544), so
 * that it neither hides a real network nor collides with the one of {@code hack/cluster}.
 */
final class Network implements AutoCloseable {

  static final String PREFIX = "198.18.52.";

  private final org.testcontainers.containers.Network network =
      org.testcontainers.containers.Network.builder()
          .createNetworkCmdModifier(
              create ->
                  create.withIpam(new Ipam().withConfig(new Config().withSubnet(PREFIX + "0/24"))))
          .build();

  /** Joins {@code container} with a fixed address: a restart would otherwise change it. */
  void join(GenericContainer<?> container, String name, int host) {
    container
        .withNetwork(network)
        .withNetworkAliases(name)
        .withCreateContainerCmdModifier(
            (CreateContainerCmd create) ->
                create.withHostName(name).withIpv4Address(PREFIX + host));
  }

  @Override
  public void close() {
    network.close();
  }
}
