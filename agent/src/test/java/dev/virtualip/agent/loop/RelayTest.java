package dev.virtualip.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.vrrp.Standing;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the protocol thread stops for a successor, and for how long. */
class RelayTest {

  private static final long MILLISECOND = 1_000_000;
  private static final long INTERVAL = 250 * MILLISECOND;
  private static final Command CONFIGURE =
      new Command.Configure(List.of(), ProtocolControl.Departure.QUIET);

  private final CompletableFuture<HandedState> state = new CompletableFuture<>();

  private static OptionalLong at(long milliseconds) {
    return OptionalLong.of(milliseconds * MILLISECOND);
  }

  private Relay frozen() {
    Relay relay = new Relay(false);
    relay.want(state, 0);
    assertThat(relay.freeze(OptionalLong.empty(), INTERVAL, 0)).isSameAs(state);
    return relay;
  }

  /** Milliseconds since a successor waits, until the next timer; whether it stops. */
  @ParameterizedTest
  @CsvSource({
    "0, 299, false",
    "0, 300, true",
    "200, 239, false",
    "200, 240, true",
    "900, 29, false",
    "900, 30, true",
    "1000, 0, true",
    "5000, 0, true"
  })
  void theLongerItWaitsTheShorterMayTheQuietBe(long waited, long quiet, boolean stops) {
    Relay relay = new Relay(false);
    relay.want(state, 0);
    assertThat(relay.freeze(at(waited + quiet), INTERVAL, waited * MILLISECOND) != null)
        .isEqualTo(stops);
    assertThat(relay.acts()).isEqualTo(!stops);
  }

  /** Interval between adverts, and how long a successor may take, in milliseconds. */
  @ParameterizedTest
  @CsvSource({"10, 100", "100, 150", "250, 375", "1000, 500", "40950, 500"})
  void standsStillForLessThanABackupElsewhereEndures(long interval, long most) {
    Relay relay = new Relay(false);
    relay.want(state, 0);
    var _ = relay.freeze(OptionalLong.empty(), interval * MILLISECOND, 0);
    assertThat(relay.deadline()).isEqualTo(at(most));
    relay.expire(most * MILLISECOND - 1);
    assertThat(relay.acts()).isFalse();
    relay.expire(most * MILLISECOND);
    assertThat(relay.acts()).as("goes on by itself").isTrue();
    assertThat(relay.cede(most * MILLISECOND)).as("too late").isFalse();
  }

  @Test
  void cedesOnceAndForGood() {
    Relay relay = frozen();
    assertThat(relay.cede(374 * MILLISECOND)).isTrue();
    relay.thaw();
    relay.expire(1000 * MILLISECOND);
    assertThat(relay.acts()).isFalse();
    assertThat(relay.listens()).isFalse();
    assertThat(relay.ceded()).isTrue();
  }

  @Test
  void cedesNothingUnlessItStandsStill() {
    assertThat(new Relay(false).cede(0)).isFalse();
    assertThat(new Relay(true).cede(0)).isFalse();
    Relay thawed = frozen();
    thawed.thaw();
    assertThat(thawed.cede(1)).isFalse();
    assertThat(thawed.acts()).isTrue();
  }

  @Test
  void waitingListensButObeysNothing() {
    Relay relay = new Relay(true);
    assertThat(relay.listens()).isTrue();
    assertThat(relay.acts()).isFalse();
    assertThat(relay.admits(CONFIGURE)).isFalse();
    assertThat(relay.admits(new Command.Stand("a", Standing.GOOD, List.of()))).isFalse();
    assertThat(relay.admits(new Command.Stop())).isTrue();
    assertThat(relay.begin()).isTrue();
    assertThat(relay.acts()).isTrue();
    assertThat(relay.admits(CONFIGURE)).isTrue();
    assertThat(relay.begin()).as("only once").isFalse();
  }

  @Test
  void bracedLeavesAdvertsInTheSocketsUntilTheOtherGoesOn() {
    Relay relay = new Relay(true);
    relay.brace(true);
    assertThat(relay.listens()).isFalse();
    relay.brace(false);
    assertThat(relay.listens()).isTrue();
    relay.brace(true);
    assertThat(relay.begin()).isTrue();
    assertThat(relay.listens()).isTrue();
  }

  @Test
  void standingStillObeysNothing() {
    Relay relay = frozen();
    assertThat(relay.listens()).isFalse();
    assertThat(relay.admits(CONFIGURE)).isFalse();
    assertThat(relay.admits(new Command.Leave(new CompletableFuture<>()))).isFalse();
  }

  @Test
  void whoWaitsHimselfCantBeReplaced() {
    new Relay(true).want(state, 0);
    assertThat(state).isCompletedExceptionally();
  }
}
