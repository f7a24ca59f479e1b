package dev.virtualip.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The heap gives back everything in order, and an event keeps what was packed into it. */
class EventQueueTest {

  @Test
  void soonestFirst() {
    Dice dice = new Dice(1);
    EventQueue queue = new EventQueue();
    List<Long> added = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      long time = dice.between(0, 1000);
      added.add(time);
      queue.add(time, 2 * time);
    }
    List<Long> polled = new ArrayList<>();
    while (!queue.isEmpty()) {
      long time = queue.time();
      assertThat(queue.poll()).isEqualTo(2 * time);
      polled.add(time);
    }
    assertThat(polled).isSorted().containsExactlyInAnyOrderElementsOf(added);
  }

  @Test
  void eventsKeepWhomTheyConcern() {
    for (Happening kind : Happening.values()) {
      long event = kind.event(8, 123_456_789);
      assertThat(Happening.kind(event)).isEqualTo(kind);
      assertThat(Happening.node(event)).isEqualTo(8);
      assertThat(Happening.argument(event)).isEqualTo(123_456_789);
    }
  }

  @Test
  void clocksAreReadBackwards() {
    Clock clock = new Clock(Long.MAX_VALUE - 1000, 1 / 1.05);
    for (long now = 0; now < 10 * Bounds.SECOND; now += 123_456_789) {
      long reading = clock.read(now);
      long when = clock.when(reading);
      assertThat(clock.read(when) - reading).isBetween(0L, 2L);
      assertThat(when - now).isBetween(0L, 2L);
    }
  }
}
