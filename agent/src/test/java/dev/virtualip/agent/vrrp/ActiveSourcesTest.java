package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What tells a reader that the list of Actives differs, without making the list. */
class ActiveSourcesTest {

  private final RouterBench bench = new RouterBench().startBackup();
  private final VirtualRouter router = bench.router();
  private int before = router.activeSourcesChanges();

  private boolean changed() {
    int now = router.activeSourcesChanges();
    boolean changed = now != before;
    before = now;
    return changed;
  }

  @Test
  void theActiveThatGoesOnIsNoChange() {
    for (int advert = 1; advert <= 5; advert++) {
      bench.toMillis(1000 * advert).hear(150);
    }
    assertThat(changed()).isFalse();
  }

  @Test
  void anotherActiveIsAChange() {
    bench.hear(160, 1000, "192.0.2.3");
    assertThat(changed()).isTrue();
    assertThat(router.activeRouter()).hasToString("/192.0.2.3");
  }

  @Test
  void anActiveThatLeavesOrFallsSilentIsAChange() {
    bench.hear(160, 1000, "192.0.2.3");
    assertThat(changed()).isTrue();
    bench.hear(0, 1000, "192.0.2.3");
    assertThat(changed()).isTrue();
    bench.toMillis(10_000);
    assertThat(changed()).isTrue();
  }
}
