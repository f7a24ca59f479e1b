package dev.virtualip.agent.health;

import dev.virtualip.agent.loop.FailingCheck;
import dev.virtualip.agent.loop.Observation;
import dev.virtualip.api.v1alpha1.HealthCheck;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Runs the health checks of all VirtualIPs on this node and tells what follows from them. The
 * virtual routers of both families of a VirtualIP share its checks.
 */
public final class HealthMonitor implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(HealthMonitor.class);

  /** Hears what the checks of a VirtualIP mean, on change only. Must hand over and return. */
  public interface Listener {
    void standing(String virtualIP, Standing standing);
  }

  private final Timer timer;
  private final Workers workers;
  private final AutoCloseable threads;
  private final Probes probes;
  private final Listener listener;
  private final Consumer<Observation> observer;
  private final RandomGenerator random = RandomGenerator.getDefault();

  /** By VirtualIP; touched by the timer's thread only. */
  private final Map<String, List<RunningCheck>> running = new HashMap<>();

  private final Map<String, Standing> told = new HashMap<>();

  private Map<String, List<FailingCheck>> failedBefore = Map.of();

  private HealthMonitor(
      HealthThreads threads, Path directory, Listener listener, Consumer<Observation> observer) {
    this(threads, threads, threads, new Probes(directory), listener, observer);
  }

  HealthMonitor(
      Timer timer,
      Workers workers,
      AutoCloseable threads,
      Probes probes,
      Listener listener,
      Consumer<Observation> observer) {
    this.observer = observer;
    this.timer = timer;
    this.workers = workers;
    this.threads = threads;
    this.probes = probes;
    this.listener = listener;
  }

  /**
   * Prepares the process for HTTP checks with a Host header; to be called before anything in it
   * makes an HTTP client.
   */
  public static void prepare() {
    HttpProbe.allowHostHeader();
  }

  /**
   * Starts without any check.
   *
   * @param directory what the paths of file checks are relative to
   * @param observer is told of each run, on the thread of the checks
   */
  public static HealthMonitor start(
      Path directory, Listener listener, Consumer<Observation> observer) {
    return new HealthMonitor(new HealthThreads(), directory, listener, observer);
  }

  /**
   * Replaces the set of checks by those of {@code routers}. A check that is equal goes on and keeps
   * its verdict. Returns at once.
   */
  public void watch(List<VirtualRouterSpec> routers) {
    watch(routers, Map.of());
  }

  /**
   * The same.
   *
   * @param failing by VirtualIP, what counts as failing so far: a check of that name that is new
   *     here begins so, or its address would move to and fro
   */
  public void watch(List<VirtualRouterSpec> routers, Map<String, List<FailingCheck>> failing) {
    Map<String, List<HealthCheck>> wanted = new LinkedHashMap<>();
    routers.forEach(router -> wanted.put(router.virtualIP().name(), router.healthChecks()));
    timer.execute(
        () -> {
          failedBefore = Map.copyOf(failing);
          replace(wanted);
        });
  }

  private void replace(Map<String, List<HealthCheck>> wanted) {
    for (String gone : List.copyOf(running.keySet())) {
      if (!wanted.containsKey(gone)) {
        stop(gone, List.of());
        told.remove(gone);
      }
    }
    wanted.forEach(this::replace);
  }

  private void replace(String virtualIP, List<HealthCheck> checks) {
    List<RunningCheck> before = running.getOrDefault(virtualIP, List.of());
    if (before.stream().map(RunningCheck::check).toList().equals(checks)) {
      return;
    }
    List<RunningCheck> after = new ArrayList<>();
    for (HealthCheck check : checks) {
      after.add(
          before.stream()
              .filter(kept -> kept.check().equals(check))
              .findFirst()
              .orElseGet(() -> begin(virtualIP, check)));
    }
    stop(virtualIP, after);
    running.put(virtualIP, after);
    tell(virtualIP);
  }

  private void stop(String virtualIP, List<RunningCheck> kept) {
    List<RunningCheck> before = running.remove(virtualIP);
    if (before != null) {
      before.stream().filter(check -> !kept.contains(check)).forEach(RunningCheck::stop);
    }
  }

  private RunningCheck begin(String virtualIP, HealthCheck check) {
    RunningCheck begun =
        new RunningCheck(
            check,
            probe(check),
            timer,
            workers,
            random,
            (running, result, changed) -> onResult(virtualIP, running, result, changed));
    failedBefore.getOrDefault(virtualIP, List.of()).stream()
        .filter(before -> before.name().equals(check.name()))
        .findFirst()
        .ifPresent(before -> begun.failedBefore(before.message()));
    begun.start();
    return begun;
  }

  /** What can't be asked fails, and says why, instead of passing unasked. */
  private Probe probe(HealthCheck check) {
    try {
      return probes.of(check);
    } catch (IllegalArgumentException e) {
      String reason = e.getMessage();
      return timeout -> CheckResult.failed(String.valueOf(reason));
    }
  }

  private void onResult(
      String virtualIP, RunningCheck check, CheckResult result, boolean verdictChanged) {
    observer.accept(
        new Observation.CheckRan(
            virtualIP, check.check().name(), result.passed(), result.message()));
    if (verdictChanged) {
      LOGGER
          .atLevel(check.failing() ? Level.WARN : Level.INFO)
          .addKeyValue("virtualIP", virtualIP)
          .addKeyValue("check", check.check().name())
          .addKeyValue("result", result.message())
          .log(check.failing() ? "health check fails" : "health check passes again");
      tell(virtualIP);
    }
  }

  private void tell(String virtualIP) {
    List<RunningCheck> checks = running.get(virtualIP);
    if (checks == null) {
      return;
    }
    Standing standing = Standing.of(checks);
    @Nullable Standing before = told.put(virtualIP, standing);
    if (!standing.equals(before == null ? Standing.GOOD : before)) {
      listener.standing(virtualIP, standing);
    }
  }

  @Override
  public void close() {
    try {
      threads.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
