package dev.virtualip.agent.loop;

import dev.virtualip.agent.vrrp.Action;
import dev.virtualip.agent.vrrp.ActiveSource;
import dev.virtualip.agent.vrrp.Promotion;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.agent.vrrp.VirtualRouter;
import dev.virtualip.api.v1alpha1.RouterTransition;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The snapshot side of a running router: what is told of it, and whether that is new. */
final class RouterStory {

  private static final Logger LOGGER = LoggerFactory.getLogger(RouterStory.class);

  private final VirtualRouter machine;
  private final Observer observer;
  private final Map<ActiveSource, Instant> heard = new HashMap<>();
  private Instant since = Instant.now();
  private Instant promotedAt = Instant.EPOCH;
  private boolean touched = true;
  private @Nullable VirtualRouterSnapshot published;
  private int publishedSources;

  RouterStory(VirtualRouter machine, Observer observer) {
    this.machine = machine;
    this.observer = observer;
  }

  /** Something may have changed. */
  void touch() {
    touched = true;
  }

  void entered(Action.Enter entered, Terms terms) {
    since = Instant.now();
    if (entered.to() == State.ACTIVE) {
      promotedAt = since;
    }
    observer.observe(
        new Observation.Transition(
            terms.observed(), entered.from(), entered.to(), entered.reason()));
    LOGGER
        .atInfo()
        .addKeyValue("router", terms.name())
        .addKeyValue("from", entered.from())
        .addKeyValue("to", entered.to())
        .addKeyValue("reason", entered.reason())
        .log("transition");
  }

  /** When it entered its state, wall clock. */
  Instant since() {
    return since;
  }

  /** When it last became Active, wall clock. */
  Instant promotedAt() {
    return promotedAt;
  }

  void resume(HandedRouter handed) {
    touched = true;
    since = handed.since();
    promotedAt = handed.promotedAt();
  }

  /** Whether a snapshot would be the one that was published last. */
  boolean isStale() {
    return !touched && published != null;
  }

  /** Returns whether {@code next} differs from the one before in what a status would tell. */
  boolean publish(VirtualRouterSnapshot next) {
    touched = false;
    boolean changed = published == null || !next.sameButCounters(published);
    published = next;
    publishedSources = machine.activeSourcesChanges();
    return changed;
  }

  /**
   * Whether an advert has changed nothing that a status would tell, which is so nearly always. It
   * is about what an advert can change, and makes no snapshot to find out.
   */
  boolean looksAsPublished() {
    VirtualRouterSnapshot last = published;
    return last != null
        && last.state() == machine.state()
        && last.effectivePriority() == machine.effectivePriority()
        && last.activeAdvertisementIntervalMilliseconds()
            == TimeUnit.NANOSECONDS.toMillis(machine.activeIntervalNanos())
        && last.leaving() == machine.leaving()
        // An advert can only end one.
        && last.conflicts().isEmpty()
        && Objects.equals(last.activeRouter(), machine.activeRouter())
        && publishedSources == machine.activeSourcesChanges();
  }

  VirtualRouterSnapshot snapshot(
      Terms terms,
      AdvertReceiver receiver,
      List<FailingCheck> failingChecks,
      @Nullable String lastError,
      long now) {
    return new VirtualRouterSnapshot(
        terms.spec(),
        machine.state(),
        machine.effectivePriority(),
        TimeUnit.NANOSECONDS.toMillis(machine.activeIntervalNanos()),
        machine.addressesBound(),
        machine.leaving(),
        machine.activeRouter(),
        activeSources(receiver, terms, now),
        since,
        lastTransition(),
        failingChecks,
        machine.conflicts(),
        receiver.conditions(terms, machine.activeSources()),
        lastError,
        machine.counters().byLeafName());
  }

  private @Nullable RouterTransition lastTransition() {
    Promotion promotion = machine.lastPromotion();
    return promotion == null
        ? null
        : new RouterTransition(
            promotedAt,
            promotion.reason().word(),
            in(TimeUnit.MILLISECONDS, promotion.detectionNanos()),
            in(TimeUnit.MICROSECONDS, promotion.bindNanos()));
  }

  private static @Nullable Long in(TimeUnit unit, OptionalLong nanos) {
    return nanos.isPresent()
        ? Long.valueOf(unit.convert(nanos.getAsLong(), TimeUnit.NANOSECONDS))
        : null;
  }

  /** The wall clock is read once for each tenure, or a status would differ without a change. */
  private List<VirtualRouterSnapshot.ActiveSource> activeSources(
      AdvertReceiver receiver, Terms terms, long now) {
    List<ActiveSource> current = machine.activeSources();
    heard.keySet().retainAll(current);
    return current.stream()
        .map(
            source ->
                receiver.describe(
                    source.source(),
                    heard.computeIfAbsent(
                        source, tenure -> Instant.now().minusNanos(now - tenure.sinceNanos())),
                    terms))
        .toList();
  }
}
