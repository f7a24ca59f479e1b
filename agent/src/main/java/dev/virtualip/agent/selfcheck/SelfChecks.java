package dev.virtualip.agent.selfcheck;

import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.netlink.Rtnetlink;
import dev.virtualip.agent.loop.Diagnosis;
import dev.virtualip.agent.loop.LoopSnapshot;
import dev.virtualip.agent.loop.ProtocolControl;
import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.api.v1alpha1.RouterCondition;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Examines every virtual router after each change and every few seconds, on a thread of its own,
 * and tells the protocol thread what it found, for its snapshots.
 */
public final class SelfChecks implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SelfChecks.class);

  /** Nothing tells of a sysctl, a route or a connection. */
  private static final long PERIOD_MILLISECONDS = 2000;

  /** Changes of an election come in bursts. */
  private static final long CALM_MILLISECONDS = 100;

  private final ProtocolControl control;
  private final Rtnetlink kernel;
  private final List<Check> checks;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("selfcheck").unstarted(task));
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /** Of the examining thread only. */
  private List<Diagnosis> told = List.of();

  private SelfChecks(ProtocolControl control, Rtnetlink kernel, List<Check> checks) {
    this.control = control;
    this.kernel = kernel;
    this.checks = checks;
  }

  /**
   * Begins, in the network namespace of the calling thread.
   *
   * @param apiServer addresses by which this agent reaches the API server; empty if it needs none
   */
  public static SelfChecks start(
      ProtocolControl control, InstantSource clock, List<InetAddress> apiServer)
      throws ErrnoException {
    SelfChecks selfChecks = new SelfChecks(control, Rtnetlink.open(), checks(clock, apiServer));
    control.subscribe(snapshot -> selfChecks.soon());
    var _ =
        selfChecks.executor.scheduleWithFixedDelay(
            selfChecks::examine, 0, PERIOD_MILLISECONDS, TimeUnit.MILLISECONDS);
    return selfChecks;
  }

  /** In the order in which an administrator should read them. */
  static List<Check> checks(InstantSource clock, List<InetAddress> apiServer) {
    return List.of(
        new InterfaceCheck(),
        new ConflictCheck(),
        new HeardCheck(clock),
        new StrayAddressCheck(),
        new SubnetCheck(),
        new ArpCheck(),
        new ReversePathCheck(),
        new ApiServerCheck(apiServer),
        new WirelessCheck());
  }

  private void soon() {
    if (!executor.isShutdown() && scheduled.compareAndSet(false, true)) {
      var _ =
          executor.schedule(
              () -> {
                scheduled.set(false);
                examine();
              },
              CALM_MILLISECONDS,
              TimeUnit.MILLISECONDS);
    }
  }

  private void examine() {
    try {
      List<Diagnosis> found = examine(control.snapshot(), LinuxHost.look(kernel), checks);
      if (!found.equals(told)) {
        told = found;
        control.diagnose(found);
      }
    } catch (ErrnoException e) {
      LOG.atWarn().addKeyValue("reason", "selfcheck").log(e.getMessage());
    } catch (RuntimeException e) {
      // Or the executor would never call again.
      LOG.atError()
          .addKeyValue("reason", "selfcheck")
          .log("internal error, please report it: " + e);
    }
  }

  /** What is wrong with whom; routers with which nothing is are left out. */
  static List<Diagnosis> examine(LoopSnapshot snapshot, Host host, List<Check> checks) {
    return snapshot.virtualRouters().stream()
        .map(router -> diagnosis(router, host, checks))
        .filter(diagnosis -> !diagnosis.conditions().isEmpty())
        .toList();
  }

  private static Diagnosis diagnosis(VirtualRouterSnapshot router, Host host, List<Check> checks) {
    List<RouterCondition> conditions =
        checks.stream().flatMap(check -> check.examine(router, host).stream()).toList();
    return new Diagnosis(router.spec().virtualIP().name(), router.spec().family(), conditions);
  }

  @Override
  public void close() {
    executor.shutdownNow();
    try {
      // The socket is its.
      if (executor.awaitTermination(100, TimeUnit.MILLISECONDS)) {
        kernel.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
