package dev.virtualip.agent.selfcheck;

import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.api.v1alpha1.RouterCondition;
import java.util.List;

/**
 * Something that may be wrong with one virtual router. A message first names what is wrong, then
 * the cure; a command that cures it stands behind "run", in single quotes.
 */
@FunctionalInterface
interface Check {

  /** What is wrong now; empty if nothing is. */
  List<RouterCondition> examine(VirtualRouterSnapshot router, Host host);
}
