package dev.virtualip.agent.loop;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Where the protocol thread puts what it tells, for other threads to read. */
final class SnapshotBoard {

  /** How stale the counters of a snapshot may be while nothing else changes. */
  private static final long COUNTERS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final InterfaceTable interfaces;
  private final List<Consumer<LoopSnapshot>> listeners = new CopyOnWriteArrayList<>();
  private volatile LoopSnapshot snapshot;
  private List<Diagnosis> diagnoses = List.of();
  private boolean changedElsewhere;
  private long publishedAt;

  SnapshotBoard(InterfaceTable interfaces) {
    this.interfaces = interfaces;
    // Planning asks for the interfaces before the thread has turned once.
    snapshot = new LoopSnapshot(false, false, List.of(), interfaces.candidates(Set.of()), Map.of());
  }

  /** Of any thread. */
  LoopSnapshot snapshot() {
    return snapshot;
  }

  /** Of any thread; {@code listener} is called on the protocol thread, after each change. */
  void subscribe(Consumer<LoopSnapshot> listener) {
    listeners.add(listener);
  }

  /** What an examination found, of all routers. */
  void diagnose(List<Diagnosis> found) {
    diagnoses = List.copyOf(found);
    touch();
  }

  private VirtualRouterSnapshot diagnosed(VirtualRouterSnapshot router) {
    for (Diagnosis diagnosis : diagnoses) {
      if (diagnosis.isOf(router.spec())) {
        return router.with(diagnosis.conditions());
      }
    }
    return router;
  }

  /** Something has changed that the routers don't know. */
  void touch() {
    changedElsewhere = true;
  }

  /**
   * Tells how things are, if that is new.
   *
   * @param configured whether there was a configuration yet
   */
  void publish(Routers routers, boolean configured, long now) {
    boolean refreshed = routers.refresh();
    boolean changed = refreshed || changedElsewhere;
    changedElsewhere = false;
    if (!changed && now - publishedAt < COUNTERS_NANOS) {
      return;
    }
    publishedAt = now;
    LoopSnapshot next =
        new LoopSnapshot(
            configured,
            routers.socketsOpen(),
            routers.snapshots().stream().map(this::diagnosed).toList(),
            interfaces.candidates(routers.virtualAddresses()),
            routers.interfaceCounters());
    snapshot = next;
    if (changed) {
      listeners.forEach(listener -> listener.accept(next));
    }
  }
}
