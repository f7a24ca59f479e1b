package dev.virtualip.agent.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.virtualip.agent.loop.LoopSnapshot;
import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.plan.Addresses;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /status} answers.
 *
 * @param refused configuration that is not run as it stands, whether a router runs beside it or not
 * @param conditions what concerns the agent as a whole
 * @param counters per interface, those that no virtual router can own (RFC 8347)
 */
@JsonPropertyOrder({"node", "version", "virtualRouters", "refused", "conditions", "counters"})
record StatusDocument(
    String node,
    String version,
    List<Router> virtualRouters,
    List<Refused> refused,
    List<Condition> conditions,
    Map<String, Map<String, Long>> counters) {

  /** One virtual router; times are RFC 3339 in UTC. */
  record Router(
      String name,
      Family family,
      @JsonProperty("interface") String interfaceName,
      int virtualRouterID,
      int version,
      String state,
      int priority,
      int effectivePriority,
      int advertisementIntervalMilliseconds,
      long activeAdvertisementIntervalMilliseconds,
      List<String> addresses,
      boolean addressesBound,
      boolean leaving,
      @Nullable String activeRouter,
      String since,
      List<Condition> conditions,
      @Nullable String lastError,
      Map<String, Long> counters) {}

  /**
   * A file, a document or a virtual router that is not run as it stands.
   *
   * @param source the file, or the name of the VirtualIPNode
   * @param virtualIP metadata.name, where it could be read
   * @param field path of the field; empty for a whole file
   * @param message what is wrong, and the cure
   */
  record Refused(String source, @Nullable String virtualIP, String field, String message) {}

  /** Something an administrator should know, with the cure in the message. */
  record Condition(String type, String reason, String message) {}

  static StatusDocument of(
      String node, String version, LoopSnapshot snapshot, ConfigurationView configuration) {
    return new StatusDocument(
        node,
        version,
        snapshot.virtualRouters().stream().map(router -> router(router, configuration)).toList(),
        configuration.refused().stream()
            .map(it -> new Refused(it.source(), it.virtualIP(), it.field(), it.message()))
            .toList(),
        configuration.notKept() == null
            ? List.of()
            : List.of(
                new Condition("ConfigurationNotKept", "WriteFailed", configuration.notKept())),
        snapshot.interfaceCounters());
  }

  private static Router router(VirtualRouterSnapshot router, ConfigurationView configuration) {
    return new Router(
        router.spec().virtualIP().name(),
        router.spec().family(),
        router.spec().interfaceName(),
        router.spec().virtualRouterID(),
        router.spec().version(),
        router.state().toString(),
        router.spec().priority(),
        router.effectivePriority(),
        router.spec().advertisementIntervalMilliseconds(),
        router.activeAdvertisementIntervalMilliseconds(),
        router.spec().addresses(),
        router.addressesBound(),
        router.leaving(),
        router.activeRouter() == null ? null : Addresses.text(router.activeRouter()),
        router.since().toString(),
        conditions(router, configuration),
        router.lastError(),
        router.counters());
  }

  private static List<Condition> conditions(
      VirtualRouterSnapshot router, ConfigurationView configuration) {
    Stream<Condition> refused =
        configuration.refused().stream()
            .filter(refusal -> router.spec().virtualIP().name().equals(refusal.virtualIP()))
            .map(refusal -> new Condition("ConfigurationRejected", "Invalid", refusal.message()));
    Stream<Condition> failing =
        router.failingChecks().stream()
            .map(
                check ->
                    new Condition(
                        "HealthCheckFailing", "Failing", check.name() + ": " + check.message()));
    Stream<Condition> others =
        router.conditions().stream().map(it -> new Condition(it.type(), it.reason(), it.message()));
    return Stream.of(refused, failing, others).flatMap(conditions -> conditions).toList();
  }
}
