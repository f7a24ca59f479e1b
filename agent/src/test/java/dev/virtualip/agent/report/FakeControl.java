package dev.virtualip.agent.report;

import dev.virtualip.agent.loop.Diagnosis;
import dev.virtualip.agent.loop.FailingCheck;
import dev.virtualip.agent.loop.LoopSnapshot;
import dev.virtualip.agent.loop.ProtocolControl;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A protocol thread that publishes what the test tells it to. */
final class FakeControl implements ProtocolControl {

  private final List<Consumer<LoopSnapshot>> listeners = new CopyOnWriteArrayList<>();
  private volatile LoopSnapshot snapshot;
  volatile long lastTurnNanos;

  FakeControl(LoopSnapshot first) {
    snapshot = first;
  }

  void publish(LoopSnapshot next) {
    snapshot = next;
    listeners.forEach(listener -> listener.accept(next));
  }

  @Override
  public void configure(List<VirtualRouterSpec> routers, Departure departure) {
    throw new UnsupportedOperationException("a report configures nothing");
  }

  @Override
  public void drain(boolean drained) {
    throw new UnsupportedOperationException("a report drains nothing");
  }

  @Override
  public void stand(String virtualIP, int penalty, boolean reserve, List<FailingCheck> failing) {
    throw new UnsupportedOperationException("a report judges nothing");
  }

  @Override
  public void diagnose(List<Diagnosis> diagnoses) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Void> leave() {
    throw new UnsupportedOperationException("a report ends nothing");
  }

  @Override
  public LoopSnapshot snapshot() {
    return snapshot;
  }

  @Override
  public void subscribe(Consumer<LoopSnapshot> listener) {
    listeners.add(listener);
  }

  @Override
  public long lastTurnNanos() {
    return lastTurnNanos;
  }
}
