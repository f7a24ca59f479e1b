package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** How long it took to become Active, as a status tells. */
class PromotionTest {

  private static final long MILLISECOND = 1_000_000;

  @Test
  void routerThatNeverWasActiveHasNone() {
    assertThat(new RouterBench().startBackup().router().lastPromotion()).isNull();
  }

  @Test
  void detectionCountsFromTheLastAdvertAndBindingUntilTheKernelHasAll() {
    RouterBench bench = new RouterBench().startBackup().toMillis(1000).hear(150).toMillis(5000);
    Promotion promotion = promotion(bench);
    assertThat(promotion.reason()).isEqualTo(TransitionReason.ACTIVE_DOWN);
    assertThat(promotion.detectionNanos()).hasValue(3_609_375_000L);
    assertThat(promotion.bindNanos()).isEmpty();

    bench.toMillis(4609.375 + 391).confirmBinds().toMillis(6000).confirmBinds();
    assertThat(promotion(bench).bindNanos()).hasValue(391 * MILLISECOND);
  }

  @Test
  void detectionOfALeaverCountsFromItsPriorityZero() {
    RouterBench bench = new RouterBench().startBackup().toMillis(700).hear(0).toMillis(2000);
    assertThat(promotion(bench).reason()).isEqualTo(TransitionReason.ACTIVE_LEFT);
    assertThat(promotion(bench).detectionNanos()).hasValue(609_375_000L);
  }

  @Test
  void withoutAnActiveBeforeThereIsNothingToDetect() {
    RouterBench bench = new RouterBench().startActive();
    assertThat(promotion(bench).detectionNanos()).isEqualTo(OptionalLong.empty());
  }

  @Test
  void addressesThatWereNeverDroppedAreBoundAtOnce() {
    RouterBench bench = new RouterBench().startActive().confirmBinds().toMillis(4300);
    bench.feed(new Event.HandOver()).toMillis(6000);
    assertThat(promotion(bench).bindNanos()).hasValue(0);
  }

  @Test
  void reasonsAreWordedAsTheApiDoes() {
    assertThat(TransitionReason.ACTIVE_DOWN.word()).isEqualTo("ActiveDown");
    assertThat(TransitionReason.STARTUP.word()).isEqualTo("Startup");
  }

  private static Promotion promotion(RouterBench bench) {
    return Objects.requireNonNull(bench.router().lastPromotion());
  }
}
