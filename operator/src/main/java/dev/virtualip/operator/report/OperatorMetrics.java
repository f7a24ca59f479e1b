package dev.virtualip.operator.report;

import dev.virtualip.api.v1alpha1.NodeCounts;
import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /metrics} answers, in the text format of Prometheus. Statuses are read from the
 * cache when somebody asks, so that every replica tells the same of them.
 */
public final class OperatorMetrics {

  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Supplier<? extends Collection<VirtualIP>> virtualIPs;

  private final Counter writes =
      Counter.builder()
          .name("virtualip_operator_writes_total")
          .help("Objects that this operator has written.")
          .labelNames("kind")
          .register(registry);

  private final Counter events =
      Counter.builder()
          .name("virtualip_operator_events_total")
          .help("Events that this operator has announced.")
          .labelNames("reason")
          .register(registry);

  /**
   * Collects from now on.
   *
   * @param leads whether this operator is the one that writes
   */
  public OperatorMetrics(
      Supplier<? extends Collection<VirtualIP>> virtualIPs, BooleanSupplier leads) {
    this.virtualIPs = virtualIPs;
    GaugeWithCallback.builder()
        .name("virtualip_operator_leader")
        .help("1 while this operator is the one that writes.")
        .callback(callback -> callback.call(leads.getAsBoolean() ? 1 : 0))
        .register(registry);
    GaugeWithCallback.builder()
        .name("virtualip_status_condition")
        .help("1 for each condition in the status that it has.")
        .labelNames("virtualip", "type", "status", "reason")
        .callback(callback -> eachStatus((name, status) -> conditions(name, status, callback)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("virtualip_active_node")
        .help("1 for the node that holds the addresses.")
        .labelNames("virtualip", "node")
        .callback(callback -> eachStatus((name, status) -> holder(name, status, callback)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("virtualip_nodes")
        .help("Nodes of a VirtualIP, counted.")
        .labelNames("virtualip", "state")
        .callback(callback -> eachStatus((name, status) -> nodes(name, status, callback)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("virtualip_moves")
        .help("How often the addresses have moved since the VirtualIP was created.")
        .labelNames("virtualip")
        .callback(callback -> eachStatus((name, status) -> moves(name, status, callback)))
        .register(registry);
  }

  /** An object of this kind has been written. */
  public void written(String kind) {
    writes.labelValues(kind).inc();
  }

  void announced(EventReason reason) {
    events.labelValues(reason.text()).inc();
  }

  /** Everything, in the text format. */
  public String text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("memory refuses a write", e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private void eachStatus(BiConsumer<String, VirtualIPStatus> sink) {
    for (VirtualIP virtualIP : virtualIPs.get()) {
      @Nullable VirtualIPStatus status = virtualIP.getStatus();
      if (status != null) {
        sink.accept(virtualIP.getMetadata().getName(), status);
      }
    }
  }

  private static void conditions(
      String name, VirtualIPStatus status, GaugeWithCallback.Callback callback) {
    status
        .conditions()
        .forEach(it -> callback.call(1, name, it.getType(), it.getStatus(), it.getReason()));
  }

  private static void holder(
      String name, VirtualIPStatus status, GaugeWithCallback.Callback callback) {
    String node = status.activeNode();
    if (node != null) {
      callback.call(1, name, node);
    }
  }

  private static void nodes(
      String name, VirtualIPStatus status, GaugeWithCallback.Callback callback) {
    NodeCounts nodes = status.nodes();
    if (nodes != null) {
      callback.call(nodes.eligible(), name, "eligible");
      callback.call(nodes.participating(), name, "participating");
      callback.call(nodes.ready(), name, "ready");
    }
  }

  private static void moves(
      String name, VirtualIPStatus status, GaugeWithCallback.Callback callback) {
    Integer moves = status.transitions();
    if (moves != null) {
      callback.call(moves, name);
    }
  }
}
