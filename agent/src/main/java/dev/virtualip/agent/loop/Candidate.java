package dev.virtualip.agent.loop;

import dev.virtualip.agent.vrrp.Standing;
import dev.virtualip.agent.vrrp.VirtualRouter;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.util.List;

/** A virtual router, as far as it matters for how it stands. */
interface Candidate {

  VirtualRouterSpec spec();

  VirtualRouter machine();

  /**
   * How it stands besides its priority; told again and again.
   *
   * @param failing the health checks that had a part in it
   */
  void stand(Standing to, List<FailingCheck> failing, long now);

  /** Leaves once, if it is Active. */
  void handOver(long now);
}
