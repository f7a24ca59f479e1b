package dev.virtualip.agent.report;

import dev.virtualip.agent.loop.FailingCheck;
import dev.virtualip.agent.loop.LoopSnapshot;
import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.api.v1alpha1.ActiveSource;
import dev.virtualip.api.v1alpha1.AgentStatus;
import dev.virtualip.api.v1alpha1.ForeignVirtualRouter;
import dev.virtualip.api.v1alpha1.InterfaceStatus;
import dev.virtualip.api.v1alpha1.RouterCondition;
import dev.virtualip.api.v1alpha1.RouterTransition;
import dev.virtualip.api.v1alpha1.VirtualIPNodeStatus;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.api.v1alpha1.VirtualRouterState;
import dev.virtualip.api.v1alpha1.VirtualRouterStatus;
import dev.virtualip.plan.Addresses;
import dev.virtualip.plan.NetworkInterface;
import dev.virtualip.plan.Subnet;
import java.net.Inet4Address;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Words a snapshot as the status of a VirtualIPNode. */
final class NodeStatus {

  /** Bounds of the schema. */
  private static final int MOST_MESSAGE = 1024;

  private static final int MOST_SOURCES = 16;

  private static final int MOST_SUBNETS = 32;

  private static final int MOST_CONDITIONS = 16;

  private NodeStatus() {}

  static VirtualIPNodeStatus of(
      AgentStatus agent,
      LoopSnapshot snapshot,
      ConfigurationView configuration,
      List<ForeignVirtualRouter> foreign) {
    List<VirtualRouterStatus> routers = new ArrayList<>();
    snapshot.virtualRouters().forEach(router -> routers.add(running(router, configuration)));
    for (ConfigurationView.Refused refused : configuration.refused()) {
      if (refused.router() != null && !runs(refused.router(), snapshot)) {
        routers.add(refused(refused.router(), refused.message(), agent.startTime()));
      }
    }
    return new VirtualIPNodeStatus(
        configuration.generation(),
        configuration.reportRequest(),
        agent,
        snapshot.interfaces().stream().map(NodeStatus::describe).toList(),
        routers,
        foreign);
  }

  private static boolean runs(VirtualRouterSpec spec, LoopSnapshot snapshot) {
    return snapshot.virtualRouters().stream()
        .map(VirtualRouterSnapshot::spec)
        .anyMatch(
            running ->
                running.virtualIP().name().equals(spec.virtualIP().name())
                    && running.family() == spec.family());
  }

  private static VirtualRouterStatus running(
      VirtualRouterSnapshot router, ConfigurationView configuration) {
    VirtualRouterSpec spec = router.spec();
    @Nullable String message =
        configuration.refused().stream()
            .filter(refused -> spec.virtualIP().name().equals(refused.virtualIP()))
            .map(ConfigurationView.Refused::message)
            .findFirst()
            .orElse(router.lastError());
    return new VirtualRouterStatus(
        spec.virtualIP(),
        spec.family(),
        spec.interfaceName(),
        spec.virtualRouterID(),
        state(router.state()),
        router.effectivePriority(),
        milliseconds(router.since()),
        router.activeSources().stream()
            .limit(MOST_SOURCES)
            .map(
                source ->
                    new ActiveSource(Addresses.text(source.source()), milliseconds(source.since())))
            .toList(),
        router.failingChecks().stream().map(FailingCheck::name).toList(),
        transition(router.lastTransition()),
        Stream.concat(
                router.failingChecks().stream().map(NodeStatus::condition),
                router.conditions().stream())
            .limit(MOST_CONDITIONS)
            .toList(),
        bounded(message));
  }

  private static RouterCondition condition(FailingCheck failing) {
    return new RouterCondition(
        "HealthCheckFailing",
        "Failing",
        String.valueOf(bounded(failing.name() + ": " + failing.message())));
  }

  private static @Nullable RouterTransition transition(@Nullable RouterTransition exact) {
    return exact == null
        ? null
        : new RouterTransition(
            milliseconds(exact.time()),
            exact.reason(),
            exact.detectionMilliseconds(),
            exact.bindMicroseconds());
  }

  private static VirtualRouterStatus refused(
      VirtualRouterSpec spec, String message, Instant since) {
    return new VirtualRouterStatus(
        spec.virtualIP(),
        spec.family(),
        spec.interfaceName(),
        spec.virtualRouterID(),
        VirtualRouterState.INITIALIZE,
        spec.priority(),
        since,
        List.of(),
        List.of(),
        null,
        List.of(),
        bounded(message));
  }

  private static InterfaceStatus describe(NetworkInterface candidate) {
    return new InterfaceStatus(
        candidate.name(),
        candidate.subnets().stream().limit(MOST_SUBNETS).map(Subnet::toString).toList(),
        candidate.subnets().stream()
            .map(Subnet::address)
            .filter(Inet4Address.class::isInstance)
            .map(Addresses::text)
            .findFirst()
            .orElse(null),
        candidate.linkLocal() == null ? null : Addresses.text(candidate.linkLocal()));
  }

  /** Milliseconds are what the order of two claims is judged by; less would be noise. */
  private static Instant milliseconds(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS);
  }

  private static @Nullable String bounded(@Nullable String message) {
    return message == null || message.length() <= MOST_MESSAGE
        ? message
        : message.substring(0, MOST_MESSAGE);
  }

  private static VirtualRouterState state(State state) {
    return switch (state) {
      case INITIALIZE -> VirtualRouterState.INITIALIZE;
      case BACKUP -> VirtualRouterState.BACKUP;
      case ACTIVE -> VirtualRouterState.ACTIVE;
    };
  }
}
