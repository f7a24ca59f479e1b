package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What version 2 (RFC 3768) does otherwise than version 3: row F26 and sections 6.1 and 7.1. */
class Version2Test {

  @ParameterizedTest(name = "priority {0}, interval {1} ms: {2} ms")
  @CsvSource({
    "100, 1000, 3609.375",
    "100, 2000, 6609.375",
    "254, 2000, 6007.8125",
    "1, 10000, 30996.09375"
  })
  void f26SkewIsNotScaledByTheInterval(int priority, int interval, double millis) {
    RouterBench bench = new RouterBench(RouterBench.version2(priority, interval)).start();
    bench.toMillis(100).hear(254).toMillis(100 + millis - 0.01);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    bench.toMillis(100 + millis + 0.01);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void f26PriorityZeroLeavesTheSkew() {
    RouterBench bench = new RouterBench(RouterBench.version2(100, 2000)).startBackup();
    bench.hear(0).toMillis(609.37);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    bench.toMillis(609.38);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void sendsItsOwnVersion() {
    RouterBench bench = new RouterBench(RouterBench.version2(100, 1000)).startActive();
    assertThat(bench.order())
        .filteredOn(Advertisement.class::isInstance)
        .extracting(sent -> ((Advertisement) sent).version())
        .isNotEmpty()
        .containsOnly(2);
  }

  @Test
  void r25AnotherIntervalIsNeitherLearnedNorFollowed() {
    RouterBench bench = new RouterBench(RouterBench.version2(100, 1000)).startBackup();
    for (int t = 500; t <= 3500; t += 500) {
      bench.toMillis(t).hear(150, 3000, "192.0.2.2");
    }
    bench.toMillis(3610);

    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.router().counters().get(Counter.INTERVAL_ERRORS)).isEqualTo(7);
    bench.hear(200, 3000, "192.0.2.2");
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
  }

  /** Neither gives way to the other, and both must be reported. */
  @Test
  void r25ActiveOfAnotherIntervalIsTold() {
    RouterBench bench = new RouterBench(RouterBench.version2(100, 1000)).startActive();
    bench.toMillis(5000).hear(200, 3000, "192.0.2.2");

    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.router().activeSources())
        .extracting(ActiveSource::source)
        .containsExactly(RouterBench.OWN, InetAddress.ofLiteral("192.0.2.2"));
  }

  @Test
  void ownerDiscardsEveryAdvertisement() {
    RouterBench bench = new RouterBench(RouterBench.version2(255, 1000)).start();
    bench.toMillis(500);
    bench.forget();
    bench.hear(255, 1000, "200.0.0.1").hear(50).hear(0).toMillis(900);

    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.sendTimes()).isEmpty();
    assertThat(bench.done(Action.Notice.class)).as("but two owners are reported").hasSize(1);
  }

  /** Deaf as it is, it would hold the addresses to its limit beside the one that has taken over. */
  @Test
  void ownerThatLeavesHearsItsSuccessor() {
    RouterBench bench = new RouterBench(RouterBench.version2(255, 1000)).start();
    bench.toMillis(500).feed(new Event.Leave()).toMillis(600).hear(50).toMillis(629);
    assertThat(bench.done(Action.Release.class)).isEmpty();
    bench.toMillis(631);
    assertThat(bench.done(Action.Release.class)).hasSize(1);
    assertThat(bench.router().finished()).isTrue();
  }

  @Test
  void anotherVersionIsAnotherVirtualRouter() {
    RouterBench bench = new RouterBench(RouterBench.version2(100, 1000)).startBackup();
    Event other = new Event.Configured(RouterBench.configuration(100, 1000, true));

    assertThatThrownBy(() -> bench.feed(other)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void changedIntervalOfABackupCountsFromTheLastAdvert() {
    RouterBench bench = new RouterBench(RouterBench.version2(100, 1000)).startBackup();
    bench.toMillis(1000).configure(RouterBench.version2(100, 2000)).toMillis(6609.37);
    assertThat(bench.state()).isEqualTo(State.BACKUP);
    bench.toMillis(6609.38);
    assertThat(bench.state()).isEqualTo(State.ACTIVE);
    assertThat(bench.sentSince(0)).isEqualTo(List.of(100));
  }
}
