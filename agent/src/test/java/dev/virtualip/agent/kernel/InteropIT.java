package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.kernel.Wire.Advert;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * keepalived and FRR in one group with ours: who advertises and who has the address, by captured
 * packets and by netlink, in both directions of take-over.
 */
class InteropIT {

  private static final int LOW = 100;
  private static final int HIGH = 150;

  /** Of the lifetime of an address, and what the kernel may add to it. */
  private static final Duration EXPIRY = Duration.ofMillis(1250);

  /** How long a loser or a leaver keeps the address when another has been heard. */
  private static final Duration LINGER = Duration.ofMillis(30);

  /** The other implementation. */
  enum Other {
    KEEPALIVED,
    FRR;

    Peer on(Match match, int priority, Path home) throws Exception {
      return switch (this) {
        case KEEPALIVED -> Keepalived.on(match.theirs(), match.group(), priority, home);
        case FRR -> Frr.on(match.theirs(), match.group(), priority);
      };
    }
  }

  @TempDir Path directory;

  private Match match;
  private Peer peer;

  private void begin(Other other, Group group, int theirPriority) throws Exception {
    match = new Match(group, directory);
    peer = other.on(match, theirPriority, directory.resolve("theirs"));
  }

  @AfterEach
  void clean() throws Exception {
    if (peer != null) {
      peer.close();
    }
    if (match != null) {
      match.close();
    }
  }

  static Stream<Arguments> groups() {
    return Stream.of(
        Arguments.of(Other.KEEPALIVED, Group.VERSION_3), Arguments.of(Other.FRR, Group.VERSION_3));
  }

  /** Row I01. */
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("groups")
  void theirsYieldsToOursAndSucceedsIt(Other other, Group group) throws Exception {
    begin(other, group, LOW);
    peer.start();
    match.awaitTheirs(peer);
    match.startOurs(HIGH);
    match.awaitOurs(peer);

    assertThat(match.agent().terminate(5000)).isZero();

    Advert farewell = match.wire().require("priority 0", this::isOurFarewell, Match.SOON);
    Advert succession = match.nextOfTheirs(Match.SOON);
    assertThat(succession.since(farewell))
        .isBetween(group.skew(LOW).minus(Match.EARLY), latest(other, group, group.skew(LOW)));
    Duration linger = Duration.ofNanos(match.released(Match.SOON) - succession.nanos());
    assertThat(linger)
        .as("between their advert and our release")
        .isBetween(ago(5), LINGER.plus(Match.SLACK));
    match.awaitTheirs(peer);
    assertThat(match.wire().heard()).noneMatch(match::isOurs);

    match.startOurs(HIGH);
    match.awaitOurs(peer);
    Advert last = match.nextOfOurs(Match.SOON);
    match.agent().kill();

    Advert takeOver = match.nextOfTheirs(Match.SOON);
    for (Advert advert : match.wire().heard()) {
      last = match.isOurs(advert) ? advert : last;
    }
    assertThat(takeOver.since(last))
        .isBetween(
            group.downInterval(LOW).minus(Match.EARLY),
            latest(other, group, group.downInterval(LOW)));
    long released = match.released(Match.SOON);
    assertThat(Duration.ofNanos(released - last.nanos()))
        .isLessThan(lifetime(group).plus(EXPIRY).plus(Match.SLACK));
    match.awaitTheirs(peer);
  }

  /** Row I02. */
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("groups")
  void oursYieldsToTheirsAndSucceedsIt(Other other, Group group) throws Exception {
    begin(other, group, HIGH);
    match.startOurs(LOW);
    match.nextOfOurs(Match.SOON);
    match.bound(Match.SOON);
    peer.start();
    Advert preemption = match.nextOfTheirs(Match.SOON);
    assertThat(Duration.ofNanos(match.released(Match.SOON) - preemption.nanos()))
        .isBetween(LINGER.minusMillis(5), LINGER.plus(Match.SLACK));
    match.awaitTheirs(peer);

    peer.stop();

    Advert farewell = match.wire().require("priority 0", this::isTheirFarewell, Match.SOON);
    Advert succession = match.nextOfOurs(Match.SOON);
    assertThat(succession.since(farewell))
        .isBetween(group.skew(LOW).minusMillis(2), group.skew(LOW).plus(Match.SLACK));
    match.awaitOurs(peer);

    peer.start();
    match.awaitTheirs(peer);
    Advert last = match.nextOfTheirs(Match.SOON);
    peer.kill();

    Advert takeOver = match.nextOfOurs(Match.SOON);
    for (Advert advert : match.wire().heard()) {
      last = match.isTheirs(advert) ? advert : last;
    }
    assertThat(takeOver.since(last))
        .isBetween(
            group.downInterval(LOW).minusMillis(2), group.downInterval(LOW).plus(Match.SLACK));
    match.bound(Match.SOON);
    assertThat(match.holds()).isTrue();
  }

  /** Nothing is bound in the same moment, and the two are read by different threads. */
  private static Duration ago(long milliseconds) {
    return Duration.ofMillis(-milliseconds);
  }

  private boolean isOurFarewell(Advert advert) {
    return match.isOurs(advert) && advert.priority() == 0;
  }

  private boolean isTheirFarewell(Advert advert) {
    return match.isTheirs(advert) && advert.priority() == 0;
  }

  /** FRR can't send over IPv6 when it takes over: its macvlan has no source address yet. */
  private static Duration latest(Other other, Group group, Duration due) {
    Duration latest = due.plus(Match.SLACK);
    return other == Other.FRR && group.isIpv6()
        ? latest.plusMillis(group.intervalMilliseconds())
        : latest;
  }

  /** Of an address that ours holds, by the design. */
  private static Duration lifetime(Group group) {
    return Duration.ofSeconds(Math.max(1, 3L * group.intervalMilliseconds() / 1000 - 1));
  }
}
