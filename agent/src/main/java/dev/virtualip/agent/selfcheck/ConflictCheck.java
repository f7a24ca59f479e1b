package dev.virtualip.agent.selfcheck;

import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.agent.vrrp.Conflict;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.api.v1alpha1.RouterCondition;
import dev.virtualip.plan.Addresses;
import java.util.List;

/** Nobody on the link has an address who is no router of the group. */
final class ConflictCheck implements Check {

  static final String TYPE = "AddressConflict";

  @Override
  public List<RouterCondition> examine(VirtualRouterSnapshot router, Host host) {
    boolean active = router.state() == State.ACTIVE;
    return router.conflicts().stream().map(conflict -> condition(conflict, active)).toList();
  }

  private static RouterCondition condition(Conflict conflict, boolean active) {
    String text = Addresses.text(conflict.address());
    return active
        ? new RouterCondition(
            TYPE,
            "ClaimedElsewhere",
            "%s says that it has %s, too, and is no router of this group, so some clients may reach it instead; take the address from it (where that is Linux, run 'ip address delete %s/LENGTH dev INTERFACE' on it), or choose another one"
                .formatted(conflict.mac(), text, text))
        : new RouterCondition(
            TYPE,
            "InUse",
            "%s is in use by %s, which is no router of this group; this node takes it once nobody answers for it any more: take it from that machine (where that is Linux, run 'ip address delete %s/LENGTH dev INTERFACE' on it), or choose another one"
                .formatted(text, conflict.mac(), text));
  }
}
