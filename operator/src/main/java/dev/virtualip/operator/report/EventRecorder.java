package dev.virtualip.operator.report;

import dev.virtualip.api.v1alpha1.VirtualIP;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records Events of events.k8s.io/v1 on a thread of its own. The name of an Event follows from what
 * it says, so that the same is recorded once, also by a restarted operator; when it happens again
 * the Event's series counts it.
 */
public final class EventRecorder implements EventSink, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);

  /** Events of cluster-scoped objects live in this namespace. */
  private static final String NAMESPACE = "default";

  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final String CONTROLLER = "virtualip.dev/operator";
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** As many as an hour, after which the API server forgets Events, is likely to bring. */
  private static final int REMEMBERED = 10_000;

  /** A name has 253 characters at most. */
  private static final int LONGEST_PREFIX = 236;

  /** More than that at once is a storm, and Events are the first to go. */
  private static final int QUEUED = 1000;

  private final KubernetesClient client;
  private final String instance;
  private final Clock clock;
  private final OperatorMetrics metrics;
  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private final ThreadPoolExecutor executor;

  /**
   * Starts the thread.
   *
   * @param instance name of this process, such as the pod's
   */
  public EventRecorder(
      KubernetesClient client, String instance, Clock clock, OperatorMetrics metrics) {
    this.client = client;
    this.metrics = metrics;
    this.instance = instance;
    this.clock = clock;
    this.executor =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUED),
            Thread.ofPlatform().daemon().name("events").factory(),
            (_, _) -> LOG.warn("event dropped: too many at once"));
  }

  @Override
  public void record(VirtualIP virtualIP, Announcement announcement) {
    Event event = event(virtualIP, announcement, clock.instant());
    metrics.announced(announcement.reason());
    executor.execute(() -> store(event));
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private void store(Event event) {
    String name = event.getMetadata().getName();
    try {
      if (!counts.containsKey(name) && create(event)) {
        counts.put(name, 1);
      } else {
        counts.merge(name, 1, Integer::sum);
        count(event, Math.max(2, counts.getOrDefault(name, 2)));
      }
      if (counts.size() > REMEMBERED) {
        counts.remove(counts.keySet().iterator().next());
      }
    } catch (KubernetesClientException e) {
      LOG.atWarn()
          .addKeyValue("reason", event.getReason())
          .addKeyValue("cause", e.getMessage())
          .log("event not recorded");
    }
  }

  /** Returns false if the Event is there already. */
  private boolean create(Event event) {
    try {
      client.resource(event).inNamespace(NAMESPACE).create();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == 409) {
        return false;
      }
      throw e;
    }
  }

  private void count(Event event, int count) {
    String patch =
        "{\"series\":{\"count\":%d,\"lastObservedTime\":\"%s\"}}"
            .formatted(count, event.getEventTime().getTime());
    try {
      client.resource(event).inNamespace(NAMESPACE).patch(MERGE, patch);
    } catch (KubernetesClientException e) {
      if (e.getCode() != 404) {
        throw e;
      }
      create(event); // The API server has forgotten it.
      counts.put(event.getMetadata().getName(), 1);
    }
  }

  Event event(VirtualIP virtualIP, Announcement announcement, Instant now) {
    return new EventBuilder()
        .withNewMetadata()
        .withName(name(virtualIP, announcement))
        .withNamespace(NAMESPACE)
        .endMetadata()
        .withEventTime(new MicroTime(MICROSECONDS.format(now)))
        .withReportingController(CONTROLLER)
        .withReportingInstance(instance)
        .withAction(announcement.reason().action())
        .withReason(announcement.reason().text())
        .withType(announcement.reason().type())
        .withNote(announcement.note())
        .withRegarding(
            new ObjectReferenceBuilder()
                .withApiVersion(HasMetadata.getApiVersion(VirtualIP.class))
                .withKind(HasMetadata.getKind(VirtualIP.class))
                .withName(virtualIP.getMetadata().getName())
                .withUid(virtualIP.getMetadata().getUid())
                .build())
        .build();
  }

  private static String name(VirtualIP virtualIP, Announcement announcement) {
    String text =
        String.join(
            "\0",
            String.valueOf(virtualIP.getMetadata().getUid()),
            announcement.reason().text(),
            announcement.note());
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      String prefix = virtualIP.getMetadata().getName();
      return prefix.substring(0, Math.min(prefix.length(), LONGEST_PREFIX))
          + "."
          + HexFormat.of().toHexDigits(ByteBuffer.wrap(hash).getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
