package dev.virtualip.plan;

import java.util.List;

/**
 * What planning needs to know of a node.
 *
 * @param name metadata.name of the Node, or what {@code --node} says
 * @param interfaces candidates for virtual addresses, in the kernel's order
 */
public record NodeFacts(String name, List<NetworkInterface> interfaces) {

  public NodeFacts {
    interfaces = List.copyOf(interfaces);
  }
}
