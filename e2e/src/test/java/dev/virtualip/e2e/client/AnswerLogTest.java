package dev.virtualip.e2e.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.e2e.client.AnswerLog.Change;
import org.junit.jupiter.api.Test;

class AnswerLogTest {

  private final AnswerLog log = new AnswerLog(50);

  @Test
  void tellsTheFirstAnswer() {
    assertThat(log.answer("node-a", 1_000).map(Change::line)).contains("event=answer node=node-a");
  }

  @Test
  void keepsQuietWhileTheSameNodeAnswersInTime() {
    log.answer("node-a", 1_000);
    assertThat(log.answer("node-a", 1_050)).isEmpty();
  }

  @Test
  void measuresFromTheLastAnswerToTheFirstOfTheNextNode() {
    log.answer("node-a", 1_000);
    log.answer("node-a", 1_005);
    assertThat(log.answer("node-b", 1_817).map(Change::line))
        .contains("event=outage from=node-a to=node-b milliseconds=812");
  }

  @Test
  void tellsASilenceOfOneAndTheSameNode() {
    log.answer("node-a", 1_000);
    assertThat(log.answer("node-a", 1_051)).contains(new Change("node-a", "node-a", 51));
  }

  @Test
  void tellsAMoveThatCostNothing() {
    log.answer("node-a", 1_000);
    assertThat(log.answer("node-b", 1_003)).contains(new Change("node-a", "node-b", 3));
  }
}
