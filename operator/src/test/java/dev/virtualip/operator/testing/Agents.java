package dev.virtualip.operator.testing;

import dev.virtualip.api.v1alpha1.ActiveSource;
import dev.virtualip.api.v1alpha1.AgentStatus;
import dev.virtualip.api.v1alpha1.InterfaceStatus;
import dev.virtualip.api.v1alpha1.VirtualIPNodeStatus;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterState;
import dev.virtualip.api.v1alpha1.VirtualRouterStatus;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** What agents report. */
public final class Agents {

  private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");

  private Agents() {}

  /** An agent with one interface, whose address is given with its prefix length. */
  public static VirtualIPNodeStatus agent(String subnet, VirtualRouterStatus... routers) {
    String address = subnet.substring(0, subnet.indexOf('/'));
    return new VirtualIPNodeStatus(
        1,
        null,
        new AgentStatus("1", START),
        List.of(new InterfaceStatus("eth0", List.of(subnet), address, null)),
        List.of(routers),
        List.of());
  }

  /** A router as it was ordered, which hears these Actives. */
  public static VirtualRouterStatus runs(
      VirtualRouterSpec spec, VirtualRouterState state, ActiveSource... sources) {
    return new VirtualRouterStatus(
        spec.virtualIP(),
        spec.family(),
        spec.interfaceName(),
        spec.virtualRouterID(),
        state,
        spec.priority(),
        START,
        Stream.of(sources).toList(),
        List.of(),
        null,
        List.of(),
        null);
  }

  /** An Active since so many seconds after the agents started. */
  public static ActiveSource active(String address, long second) {
    return new ActiveSource(address, START.plusSeconds(second));
  }
}
