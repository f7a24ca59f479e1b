package dev.virtualip.agent.loop;

import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** How other threads speak to the protocol thread. No method blocks. */
public interface ProtocolControl {

  /** What a virtual router does that is no longer in the configuration. */
  enum Departure {
    /** Advertise priority 0 and hold the address until the successor is heard. */
    HAND_OVER,
    /** Release in silence: nobody shall take over, because the VirtualIP is gone everywhere. */
    QUIET
  }

  /**
   * Replaces the whole configuration. Routers that are equal go on undisturbed; those that differ
   * only in addresses, priority, interval or preemption change without leaving Active.
   */
  void configure(List<VirtualRouterSpec> routers, Departure departure);

  /**
   * While drained, every virtual router of this node, also of later configurations, hands over and
   * holds addresses only while nobody better is there.
   */
  void drain(boolean drained);

  /**
   * How the virtual routers of a VirtualIP stand by its checks. It replaces what was told before,
   * and is forgotten when the configuration has no such VirtualIP any more.
   *
   * @param virtualIP metadata.name
   * @param penalty subtracted from their priority, at least 0; 1 always remains
   * @param reserve whether they are to hold addresses only while nobody better is there
   * @param failing the checks that fail, for the status
   */
  void stand(String virtualIP, int penalty, boolean reserve, List<FailingCheck> failing);

  /**
   * What is wrong with which virtual router, for the snapshots. It replaces all that was told
   * before; who is not named has nothing.
   */
  void diagnose(List<Diagnosis> diagnoses);

  /** Hands every router over and completes when no address is held any more. */
  CompletableFuture<Void> leave();

  LoopSnapshot snapshot();

  /**
   * Calls {@code listener} with each snapshot that differs in more than counters, on the protocol
   * thread: it must hand the snapshot over and return.
   */
  void subscribe(Consumer<LoopSnapshot> listener);

  /** CLOCK_BOOTTIME nanoseconds of the protocol thread's last turn; liveness is measured by it. */
  long lastTurnNanos();
}
