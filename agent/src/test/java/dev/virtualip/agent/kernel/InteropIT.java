package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.virtualip.agent.kernel.Wire.Advert;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Row I06: not as RFC 9568 section 5.2.9 wants it, and as FRR always sends it. */
  private static final Group GLOBAL_ONLY = Group.VERSION_3_IPV6.with(List.of("2001:db8::100"));

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

  /** Both by {@link #begin}, with which each test begins. */
  @SuppressWarnings("NullAway.Init")
  private Match match;

  @SuppressWarnings("NullAway.Init")
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
        Arguments.of(Other.KEEPALIVED, Group.VERSION_3),
        Arguments.of(Other.KEEPALIVED, Group.VERSION_2),
        Arguments.of(Other.KEEPALIVED, Group.VERSION_2_PASSWORD),
        Arguments.of(Other.KEEPALIVED, Group.VERSION_3_IPV6),
        Arguments.of(Other.FRR, Group.VERSION_2),
        Arguments.of(Other.FRR, Group.VERSION_3),
        Arguments.of(Other.FRR, GLOBAL_ONLY));
  }

  /** Version 2 knows whole seconds only, and each take-over takes more than three. */
  static Stream<Arguments> subSecondGroups() {
    return groups().filter(row -> row.get()[1] instanceof Group group && group.version() == 3);
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

    // Read as it comes: only adverts bear the time of their capture.
    long released = match.released(Match.SOON);
    Advert takeOver = match.nextOfTheirs(Match.SOON);
    for (Advert advert : match.wire().heard()) {
      last = match.isOurs(advert) ? advert : last;
    }
    assertThat(takeOver.since(last))
        .isBetween(
            group.downInterval(LOW).minus(Match.EARLY),
            latest(other, group, group.downInterval(LOW)));
    assertThat(Duration.ofNanos(released - last.nanos()))
        .isLessThan(sinceRenewal(group).plus(lifetime(group)).plus(EXPIRY).plus(Match.SLACK));
    match.awaitTheirs(peer);
  }

  /** Row I02. */
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("subSecondGroups")
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

  /** Row I09: FRR waits a whole down interval at its start and never answers a lower priority. */
  @Test
  void oursRestartsBehindFrrWithoutAWord() throws Exception {
    begin(Other.FRR, Group.VERSION_3, HIGH);
    peer.start();
    match.awaitTheirs(peer);
    match.wire().forget();
    for (int start = 1; start <= 2; start++) {
      match.startOurs(LOW);
      await().atMost(Match.SOON).until(() -> match.agent().state().equals("Backup"));
      match.listenFor(match.group().downInterval(LOW));
      assertThat(match.agent().state()).isEqualTo("Backup");
      assertThat(match.agent().terminate(5000)).isZero();
    }
    assertThat(match.wire().heard()).isNotEmpty().allMatch(match::isTheirs);
    assertThat(peer.holds()).isTrue();
    assertThat(match.holds()).isFalse();
  }

  /** Row I06: keepalived warns of it and goes on. */
  @Test
  void keepalivedAndOursAgreeWithoutALinkLocalAddress() throws Exception {
    begin(Other.KEEPALIVED, GLOBAL_ONLY, LOW);
    peer.start();
    match.awaitTheirs(peer);
    match.startOurs(HIGH);
    match.awaitOurs(peer);
    assertThat(match.agent().terminate(5000)).isZero();
    match.awaitTheirs(peer);
  }

  /**
   * Row I03. A Backup never looks at addresses, so who started first stays Active; addresses decide
   * between two that are Active already (RFC 9568 section 6.4.3).
   */
  @ParameterizedTest(name = "our address ends with {0}")
  @ValueSource(ints = {1, 3})
  void equalPrioritiesLeaveTheHigherAddressActive(int ourHost) throws Exception {
    match = new Match(Group.VERSION_3, directory, ourHost, 2);
    peer = Other.KEEPALIVED.on(match, LOW, directory.resolve("theirs"));
    boolean oursIsHigher = ourHost > 2;
    // The one that will lose is first, and stays when the other one comes.
    if (oursIsHigher) {
      peer.start();
      match.awaitTheirs(peer);
      match.startOurs(LOW);
      await().atMost(Match.SOON).until(() -> match.agent().state().equals("Backup"));
      match.listenFor(match.group().downInterval(LOW));
      assertThat(match.wire().heard()).allMatch(match::isTheirs);
    } else {
      match.startOurs(LOW);
      match.nextOfOurs(Match.SOON);
      peer.start();
      match.listenFor(match.group().downInterval(LOW).multipliedBy(2));
      assertThat(match.wire().heard()).allMatch(match::isOurs);
    }
    Loss ours = Loss.ofAll(match.ours());
    Loss theirs = Loss.ofAll(match.theirs());
    await().atMost(Match.SOON).until(() -> peer.holds() && match.holds());
    ours.close();
    theirs.close();

    if (oursIsHigher) {
      match.awaitOurs(peer);
    } else {
      match.awaitTheirs(peer);
    }
  }

  /** Row I05: version 2 has no learning, and whoever may not be heard is not yielded to. */
  @Test
  void anotherIntervalInVersion2MakesTwoActivesThatCountIt() throws Exception {
    match = new Match(Group.VERSION_2, directory);
    peer =
        Keepalived.on(
            match.theirs(), Group.VERSION_2.every(2000), LOW, directory.resolve("theirs"));
    peer.start();
    match.startOurs(HIGH);
    awaitTwoActives("interval-errors");
  }

  /** Row I05. */
  @Test
  void anotherPasswordMakesTwoActivesThatCountIt() throws Exception {
    match = new Match(Group.VERSION_2_PASSWORD, directory);
    peer =
        Keepalived.on(
            match.theirs(),
            Group.VERSION_2_PASSWORD.protectedBy("another"),
            LOW,
            directory.resolve("theirs"));
    // Ours first: deaf to who is there already, it would find the address taken and stay Backup.
    match.startOurs(HIGH);
    match.nextOfOurs(Match.SOON);
    peer.start();
    awaitTwoActives("authentication-failures");
  }

  /** Row I10: keepalived before 2.3.3 discards what names other addresses; ours counts it. */
  @Test
  void keepalivedIsDeafToAnotherListOfAddressesAndHearsTheSameOneAgain() throws Exception {
    Group two = Group.VERSION_3.with(List.of("192.0.2.100", "192.0.2.101"));
    match = new Match(Group.VERSION_3, directory);
    peer = Other.KEEPALIVED.on(match, LOW, directory.resolve("theirs"));
    peer.start();
    match.awaitTheirs(peer);
    match.startOurs(two, HIGH);
    match.bound(Match.SOON);

    awaitTwoActives("address-list-errors");
    assertThat(match.wire().heard()).anyMatch(a -> match.isOurs(a) && a.addresses() == 2);

    Manifest.write(match.home(), match.group().manifest("ours", HIGH));
    match.wire().require("one address", a -> match.isOurs(a) && a.addresses() == 1, Match.SOON);
    match.awaitOurs(peer);

    // And behind it, ours follows although the lists differ.
    Manifest.write(match.home(), two.manifest("ours", 50));
    match.awaitTheirs(peer);
    assertThat(match.agent().state()).isEqualTo("Backup");
  }

  /**
   * Row I12: a take-over needs three adverts lost in a row. Ten minutes each way in {@code
   * hack/soak interop}, here as many seconds as {@code interop.loss.seconds} says.
   */
  @ParameterizedTest(name = "Active is ours: {0}")
  @ValueSource(booleans = {true, false})
  void everyOtherAdvertIsEnough(boolean oursIsActive) throws Exception {
    begin(Other.KEEPALIVED, Group.VERSION_3.every(100), oursIsActive ? LOW : HIGH);
    peer.start();
    match.startOurs(oursIsActive ? HIGH : LOW);
    if (oursIsActive) {
      match.awaitOurs(peer);
    } else {
      match.awaitTheirs(peer);
      await().atMost(Match.SOON).until(() -> match.agent().state().equals("Backup"));
    }
    try (Loss loss = Loss.ofHalf(oursIsActive ? match.theirs() : match.ours())) {
      Duration time = Duration.ofSeconds(Long.getLong("interop.loss.seconds", 5));
      List<Advert> heard = match.wire().listen(time);

      long least = time.toMillis() / match.group().intervalMilliseconds() * 9 / 10;
      assertThat(heard).hasSizeGreaterThan((int) least);
      assertThat(heard).allMatch(oursIsActive ? match::isOurs : match::isTheirs);
      assertThat(loss.dropped()).isGreaterThan(least * 4 / 10);
    }
    assertThat(peer.holds()).isNotEqualTo(oursIsActive);
    assertThat(match.holds()).isEqualTo(oursIsActive);
  }

  /**
   * Both have the address and keep it, and ours counts what it may not heed. keepalived advertises
   * once, and may be silent after that although it stays Active.
   */
  private void awaitTwoActives(String counter) throws Exception {
    await().atMost(Match.SOON).until(() -> peer.holds() && match.holds());
    await().atMost(Match.SOON).until(() -> counter(counter) > 0);
    Duration later = match.group().downInterval(LOW);
    assertThat(match.wire().listen(later)).anyMatch(match::isOurs);
    assertThat(match.agent().state()).isEqualTo("Active");
    assertThat(peer.holds() && match.holds()).as("two Actives").isTrue();
  }

  private long counter(String name) {
    return match.agent().router().path("counters").path(name).asLong();
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

  /** Addresses are renewed between two adverts as well. */
  private static Duration sinceRenewal(Group group) {
    long gap = group.isIpv6() ? 1000 : group.intervalMilliseconds() / 2;
    return Duration.ofMillis(gap + 100);
  }

  /** Of an IPv4 address that ours holds: shorter than what Backups wait, where it can be. */
  private static Duration lifetime(Group group) {
    if (group.isIpv6()) {
      return Duration.ofSeconds(3);
    }
    return Duration.ofSeconds(
        Math.max(1, (235L * group.intervalMilliseconds() - 135_000) / 100_000));
  }
}
