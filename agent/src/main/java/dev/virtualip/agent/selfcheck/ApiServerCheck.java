package dev.virtualip.agent.selfcheck;

import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.api.v1alpha1.RouterCondition;
import dev.virtualip.plan.Addresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The API server is not reached by an address that takes an agent to exist: after all nodes were
 * off, the kubelets would wait for the address, and the address for an agent that a kubelet starts.
 * A static pod needs no API server.
 */
final class ApiServerCheck implements Check {

  static final String TYPE = "ApiServerByVirtualAddress";

  /** What kubeadm, and most others, let the kubelets connect to. */
  private static final int PORT = 6443;

  private static final String CURE =
      "; on the nodes of the control plane run the agent as a static pod: see manifests/standalone";

  private final List<InetAddress> agents;

  /**
   * @param agents where this agent reaches the API server
   */
  ApiServerCheck(List<InetAddress> agents) {
    this.agents = List.copyOf(agents);
  }

  @Override
  public List<RouterCondition> examine(VirtualRouterSnapshot router, Host host) {
    List<RouterCondition> conditions = new ArrayList<>();
    for (InetAddress address : Own.virtual(router)) {
      String text = Addresses.text(address);
      if (agents.contains(address)) {
        conditions.add(
            new RouterCondition(
                TYPE,
                "Agent",
                "this agent reaches the Kubernetes API by %s, which it is to hold itself%s"
                    .formatted(text, CURE)));
      } else if (host.isConnectedTo(address, PORT)) {
        conditions.add(
            new RouterCondition(
                TYPE,
                "Kubelet",
                "a process of this node, as a kubelet does, is connected to port %d of %s, which needs an agent that the kubelet starts%s"
                    .formatted(PORT, text, CURE)));
      }
    }
    return conditions;
  }
}
