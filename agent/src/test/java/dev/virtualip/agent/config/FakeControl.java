package dev.virtualip.agent.config;

import dev.virtualip.agent.loop.Diagnosis;
import dev.virtualip.agent.loop.FailingCheck;
import dev.virtualip.agent.loop.LoopSnapshot;
import dev.virtualip.agent.loop.ProtocolControl;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.plan.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Remembers what it was configured with; its interfaces are what the test sets. */
final class FakeControl implements ProtocolControl {

  record Configured(List<VirtualRouterSpec> routers, Departure departure) {}

  final List<Configured> configured = new ArrayList<>();
  boolean drained;
  List<NetworkInterface> interfaces = List.of();

  List<VirtualRouterSpec> last() {
    return configured.getLast().routers();
  }

  @Override
  public void configure(List<VirtualRouterSpec> routers, Departure departure) {
    configured.add(new Configured(List.copyOf(routers), departure));
  }

  @Override
  public void drain(boolean wanted) {
    drained = wanted;
  }

  @Override
  public void stand(String virtualIP, int penalty, boolean reserve, List<FailingCheck> failing) {
    throw new UnsupportedOperationException("a source judges nothing");
  }

  @Override
  public void diagnose(List<Diagnosis> diagnoses) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Void> leave() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public LoopSnapshot snapshot() {
    return new LoopSnapshot(!configured.isEmpty(), true, List.of(), interfaces, Map.of());
  }

  @Override
  public void subscribe(Consumer<LoopSnapshot> listener) {
    throw new UnsupportedOperationException("a source has no use for snapshots");
  }

  @Override
  public long lastTurnNanos() {
    return 0;
  }
}
