package dev.virtualip.agent.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.virtualip.agent.conformance.Packets;
import dev.virtualip.agent.kernel.Injector;
import dev.virtualip.agent.kernel.Inside;
import dev.virtualip.agent.kernel.Lan;
import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.loop.Diagnosis;
import dev.virtualip.agent.loop.FailingCheck;
import dev.virtualip.agent.loop.LoopSnapshot;
import dev.virtualip.agent.loop.ProtocolControl;
import dev.virtualip.api.v1alpha1.ForeignVirtualRouter;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.plan.NetworkInterface;
import dev.virtualip.plan.Subnet;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An interface on which no virtual router runs. */
class ForeignRoutersIT {

  private final Lan lan = new Lan();
  private final Machine machine = lan.machine(1);
  private final Machine stranger = lan.machine(2);

  @AfterEach
  void clean() {
    lan.close();
  }

  @Test
  void hearsTheVirtualRouterOfAStranger() throws Exception {
    try (Injector injector = Injector.on(stranger, "eth0");
        ForeignRouters foreign =
            Inside.call(machine, () -> ForeignRouters.start(new IdleControl()))) {
      await()
          .atMost(Duration.ofSeconds(10))
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                injector.send(Packets.frame("syn-v3-ipv4-rfc5798-cksum"));
                return !foreign.heard().isEmpty();
              });
      ForeignVirtualRouter heard = foreign.heard().getFirst();
      assertThat(heard.interfaceName()).isEqualTo("eth0");
      assertThat(heard.virtualRouterID()).isEqualTo(51);
      assertThat(heard.source()).isEqualTo("192.0.2.2");
      assertThat(heard.addresses()).contains("192.0.2.100");
    }
  }

  /** A node that runs nothing. */
  private static final class IdleControl implements ProtocolControl {

    @Override
    public LoopSnapshot snapshot() {
      NetworkInterface eth0 =
          new NetworkInterface("eth0", List.of(new Subnet(InetAddress.ofLiteral("192.0.2.1"), 24)));
      return new LoopSnapshot(true, true, List.of(), List.of(eth0), Map.of());
    }

    @Override
    public void configure(List<VirtualRouterSpec> routers, Departure departure) {
      throw new UnsupportedOperationException("only listens");
    }

    @Override
    public void drain(boolean drained) {
      throw new UnsupportedOperationException("only listens");
    }

    @Override
    public void stand(String virtualIP, int penalty, boolean reserve, List<FailingCheck> failing) {
      throw new UnsupportedOperationException("only listens");
    }

    @Override
    public void diagnose(List<Diagnosis> diagnoses) {}

    @Override
    public CompletableFuture<Void> leave() {
      throw new UnsupportedOperationException("only listens");
    }

    @Override
    public void subscribe(Consumer<LoopSnapshot> listener) {
      throw new UnsupportedOperationException("only listens");
    }

    @Override
    public long lastTurnNanos() {
      return 0;
    }
  }
}
