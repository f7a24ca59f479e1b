package dev.virtualip.agent.report;

import dev.virtualip.agent.loop.LoopSnapshot;
import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.RouterTransition;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.plan.NetworkInterface;
import dev.virtualip.plan.Subnet;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Snapshots of one node, 192.0.2.1 on eth0, for tests. */
final class Snapshots {

  static final InetAddress OWN = InetAddress.ofLiteral("192.0.2.1");
  static final Instant SINCE = Instant.parse("2026-11-01T10:00:00.123456789Z");

  private Snapshots() {}

  static VirtualRouterSpec spec(String name, int virtualRouterID) {
    return VirtualRouterSpec.of(
        new VirtualIPReference(name, "uid-" + name, 3),
        Family.IPV4,
        "eth0",
        virtualRouterID,
        200,
        250,
        true,
        List.of("192.0.2.100", "192.0.2.101"));
  }

  static VirtualRouterSnapshot active(VirtualRouterSpec spec) {
    return router(
        spec, State.ACTIVE, OWN, List.of(new VirtualRouterSnapshot.ActiveSource(OWN, SINCE)), null);
  }

  static VirtualRouterSnapshot router(
      VirtualRouterSpec spec,
      State state,
      @Nullable InetAddress activeRouter,
      List<VirtualRouterSnapshot.ActiveSource> sources,
      @Nullable String lastError) {
    return new VirtualRouterSnapshot(
        spec,
        state,
        spec.priority(),
        250,
        state == State.ACTIVE,
        false,
        activeRouter,
        sources,
        SINCE,
        state == State.ACTIVE ? new RouterTransition(SINCE, "ActiveDown", 812L, 240L) : null,
        List.of(),
        List.of(),
        List.of(),
        lastError,
        Map.of("advertisement-sent", 7L));
  }

  static LoopSnapshot of(VirtualRouterSnapshot... routers) {
    return new LoopSnapshot(
        true,
        true,
        List.of(routers),
        List.of(
            new NetworkInterface(
                "eth0",
                List.of(new Subnet(OWN, 24), new Subnet(InetAddress.ofLiteral("2001:db8::1"), 64)),
                (Inet6Address) InetAddress.ofLiteral("fe80::ff:fe00:1"))),
        Map.of("eth0", Map.of("checksum-errors", 2L)));
  }
}
