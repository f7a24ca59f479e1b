package dev.virtualip.agent.report;

import dev.virtualip.agent.loop.LoopSnapshot;
import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.agent.vrrp.Counter;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.api.v1alpha1.Family;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Supplier;

/** The virtual routers of the last snapshot as metrics; those that are gone leave none behind. */
final class RouterCollector implements MultiCollector {

  private static final List<Counter> ERRORS =
      List.of(
          Counter.INTERVAL_ERRORS,
          Counter.INVALID_TYPE_RECEIVED,
          Counter.ADDRESS_LIST_ERRORS,
          Counter.PACKET_LENGTH_ERRORS,
          Counter.UNICAST_PEER_ERRORS,
          Counter.TRANSMIT_ERRORS,
          Counter.ADDRESSES_LOST);

  private final String node;
  private final Supplier<LoopSnapshot> snapshot;

  RouterCollector(String node, Supplier<LoopSnapshot> snapshot) {
    this.node = node;
    this.snapshot = snapshot;
  }

  static String family(Family family) {
    return switch (family) {
      case IPV4 -> "IPv4";
      case IPV6 -> "IPv6";
    };
  }

  @Override
  public MetricSnapshots collect() {
    List<VirtualRouterSnapshot> routers = snapshot.get().virtualRouters();
    return new MetricSnapshots(
        states(routers),
        gauge(
            "virtualip_vrrp_effective_priority",
            "Priority that is advertised; 0 while it leaves.",
            routers,
            VirtualRouterSnapshot::effectivePriority),
        gauge(
            "virtualip_addresses_bound",
            "1 while the kernel has every address of the virtual router.",
            routers,
            router -> router.addressesBound() ? 1 : 0),
        gauge(
            "virtualip_vrrp_active_sources",
            "Active routers heard within the last down interval, itself included; 2 are a split.",
            routers,
            router -> router.activeSources().size()),
        gauge(
            "virtualip_vrrp_last_transition_timestamp_seconds",
            "When the virtual router entered its state, seconds since 1970.",
            routers,
            router -> router.since().toEpochMilli() / 1e3),
        counter(
            "virtualip_vrrp_advertisements_sent",
            "Advertisements sent.",
            routers,
            Counter.ADVERTISEMENTS_SENT),
        counter(
            "virtualip_vrrp_advertisements_received",
            "Valid advertisements received.",
            routers,
            Counter.ADVERTISEMENTS_RECEIVED),
        counter(
            "virtualip_vrrp_priority_zero_sent",
            "Advertisements of priority 0 sent.",
            routers,
            Counter.PRIORITY_ZERO_SENT),
        counter(
            "virtualip_vrrp_priority_zero_received",
            "Advertisements of priority 0 received.",
            routers,
            Counter.PRIORITY_ZERO_RECEIVED),
        errors(routers));
  }

  private GaugeSnapshot states(List<VirtualRouterSnapshot> routers) {
    GaugeSnapshot.Builder states =
        GaugeSnapshot.builder()
            .name("virtualip_vrrp_state")
            .help("1 for the state that the virtual router is in, 0 for the others.");
    for (VirtualRouterSnapshot router : routers) {
      for (State state : State.values()) {
        states.dataPoint(
            GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels(router).add("state", state.toString()))
                .value(router.state() == state ? 1 : 0)
                .build());
      }
    }
    return states.build();
  }

  private interface Value {
    double of(VirtualRouterSnapshot router);
  }

  private GaugeSnapshot gauge(
      String name, String help, List<VirtualRouterSnapshot> routers, Value value) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
    routers.forEach(
        router ->
            gauge.dataPoint(
                GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(labels(router))
                    .value(value.of(router))
                    .build()));
    return gauge.build();
  }

  private CounterSnapshot counter(
      String name, String help, List<VirtualRouterSnapshot> routers, Counter counter) {
    CounterSnapshot.Builder snapshots = CounterSnapshot.builder().name(name).help(help);
    routers.forEach(router -> snapshots.dataPoint(point(labels(router), router, counter)));
    return snapshots.build();
  }

  private CounterSnapshot errors(List<VirtualRouterSnapshot> routers) {
    CounterSnapshot.Builder snapshots =
        CounterSnapshot.builder()
            .name("virtualip_vrrp_errors")
            .help("What went wrong at a virtual router, by the leaf names of RFC 8347.");
    for (VirtualRouterSnapshot router : routers) {
      for (Counter counter : ERRORS) {
        snapshots.dataPoint(
            point(labels(router).add("reason", counter.leafName()), router, counter));
      }
    }
    return snapshots.build();
  }

  private static CounterSnapshot.CounterDataPointSnapshot point(
      Labels labels, VirtualRouterSnapshot router, Counter counter) {
    return CounterSnapshot.CounterDataPointSnapshot.builder()
        .labels(labels)
        .value(router.counters().getOrDefault(counter.leafName(), 0L))
        .build();
  }

  private Labels labels(VirtualRouterSnapshot router) {
    return Labels.of(
        "virtualip", router.spec().virtualIP().name(),
        "family", family(router.spec().family()),
        "interface", router.spec().interfaceName(),
        "vrid", String.valueOf(router.spec().virtualRouterID()),
        "node", node);
  }
}
