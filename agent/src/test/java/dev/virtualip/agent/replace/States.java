package dev.virtualip.agent.replace;

import dev.virtualip.agent.loop.FailingCheck;
import dev.virtualip.agent.loop.HandedRouter;
import dev.virtualip.agent.loop.HandedState;
import dev.virtualip.agent.vrrp.Action;
import dev.virtualip.agent.vrrp.ActionSink;
import dev.virtualip.agent.vrrp.Advertisement;
import dev.virtualip.agent.vrrp.Event;
import dev.virtualip.agent.vrrp.RouterConfiguration;
import dev.virtualip.agent.vrrp.Standing;
import dev.virtualip.agent.vrrp.VirtualRouter;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What an agent with one Active and one Backup hands over. */
final class States {

  private static final ActionSink NOWHERE =
      new ActionSink() {
        @Override
        public boolean transmit(Advertisement advertisement) {
          return true;
        }

        @Override
        public void perform(Action action) {}
      };

  private States() {}

  static HandedState of(boolean drained) {
    return new HandedState(
        true,
        drained,
        List.of(
            new HandedState.Checks(
                "ingress",
                new Standing(20, true),
                List.of(new FailingCheck("http", "status 500")),
                7L)),
        List.of(router(Family.IPV4, 255), router(Family.IPV6, 100)),
        Map.of("eth0", Map.of("CHECKSUM_ERRORS", 3L)));
  }

  private static HandedRouter router(Family family, int priority) {
    boolean ipv4 = family == Family.IPV4;
    InetAddress address = InetAddress.ofLiteral(ipv4 ? "192.0.2.100" : "fe80::100");
    VirtualRouter machine =
        new VirtualRouter(
            new RouterConfiguration(51, priority, 250, true, List.of(address)), NOWHERE, 0);
    InetAddress own = InetAddress.ofLiteral(ipv4 ? "192.0.2.1" : "fe80::1");
    InetAddress other = InetAddress.ofLiteral(ipv4 ? "192.0.2.2" : "fe80::2");
    machine.onEvent(new Event.Startup(own), 5);
    machine.onDeadline(5);
    machine.onEvent(
        new Event.Received(new Advertisement(3, 51, 150, 1000, List.of(address)), other), 6);
    machine.onDeadline(6);
    return new HandedRouter(
        VirtualRouterSpec.of(
            new VirtualIPReference("ingress", "uid", 1),
            family,
            "eth0",
            51,
            priority,
            250,
            true,
            List.of(ipv4 ? "192.0.2.100" : "fe80::100")),
        machine.memory(),
        Instant.parse("2030-01-02T03:04:05.678Z"),
        Instant.EPOCH);
  }
}
