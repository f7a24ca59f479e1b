package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Adverts that come on two paths: the second copy changes nothing and is not answered. */
class DuplicatesTest {

  /** An advert that comes at a time. */
  record Heard(int millis, int priority) {}

  static Stream<List<Heard>> stories() {
    return Stream.of(
        // An Active stays, and leaves.
        List.of(new Heard(500, 150), new Heard(1500, 150), new Heard(2500, 0)),
        // A lower one is preempted, and asserts itself.
        List.of(new Heard(500, 50), new Heard(1500, 50), new Heard(4000, 50), new Heard(4300, 50)),
        // A higher one takes over from us, and dies.
        List.of(new Heard(5000, 150), new Heard(6000, 150)),
        // Equal, and therefore decided by the address.
        List.of(new Heard(5000, 100), new Heard(6000, 100)),
        // One leaves while we are Active.
        List.of(new Heard(5000, 0)));
  }

  @ParameterizedTest
  @MethodSource("stories")
  void copyAtTheSameTimeChangesNothing(List<Heard> story) {
    RouterBench once = new RouterBench().start();
    RouterBench twice = new RouterBench().start();
    for (Heard heard : story) {
      hear(once.toMillis(heard.millis()), heard, 1);
      hear(twice.toMillis(heard.millis()), heard, 2);
      assertThat(twice.state()).isEqualTo(once.state());
    }
    once.toMillis(12_000);
    twice.toMillis(12_000);
    assertThat(twice.order()).isEqualTo(once.order());
    assertThat(twice.sendTimes()).isEqualTo(once.sendTimes());
  }

  @ParameterizedTest
  @MethodSource("stories")
  void copyThatComesLaterCostsAtMostOneAnswer(List<Heard> story) {
    RouterBench once = new RouterBench().start();
    RouterBench twice = new RouterBench().start();
    for (Heard heard : story) {
      hear(once.toMillis(heard.millis()), heard, 1);
      hear(twice.toMillis(heard.millis()), heard, 1);
      hear(twice.toMillis(heard.millis() + 2), heard, 1);
      assertThat(twice.state()).isEqualTo(once.state());
    }
    once.toMillis(12_000);
    twice.toMillis(12_000);
    assertThat(twice.done(Action.Enter.class)).hasSameSizeAs(once.done(Action.Enter.class));
    assertThat(twice.sendTimes().size())
        .isLessThanOrEqualTo(once.sendTimes().size() + story.size());
  }

  /** As the protocol thread does: everything that has arrived first. */
  private static void hear(RouterBench bench, Heard heard, int copies) {
    for (int copy = 0; copy < copies; copy++) {
      bench.feedWithoutDeadlines(RouterBench.advert(heard.priority(), 1000, "192.0.2.2"));
    }
    bench.wake();
  }
}
