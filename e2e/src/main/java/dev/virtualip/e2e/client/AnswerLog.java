package dev.virtualip.e2e.client;

import java.util.Optional;

/** Turns the answers of a client into what it noticed: who answers, and how long nobody did. */
final class AnswerLog {

  /**
   * Something worth telling.
   *
   * @param from who answered before; empty for the first answer
   * @param to who answers now
   * @param silenceMillis time between the last answer before and the first one after, milliseconds
   */
  record Change(String from, String to, long silenceMillis) {
    /** One line, {@code key=value}. */
    String line() {
      return from.isEmpty()
          ? "event=answer node=" + to
          : "event=outage from=" + from + " to=" + to + " milliseconds=" + silenceMillis;
    }
  }

  private final long toleratedMillis;
  private String answering = "";
  private long lastAnswerMillis;

  /**
   * @param toleratedMillis silence from the same node that is not worth a word: a lost packet and
   *     its retry
   */
  AnswerLog(long toleratedMillis) {
    this.toleratedMillis = toleratedMillis;
  }

  /** Takes an answer that {@code node} gave at {@code nowMillis} on a monotonic clock. */
  Optional<Change> answer(String node, long nowMillis) {
    long silence = nowMillis - lastAnswerMillis;
    boolean worthTelling = !node.equals(answering) || silence > toleratedMillis;
    Change change = new Change(answering, node, answering.isEmpty() ? 0 : silence);
    answering = node;
    lastAnswerMillis = nowMillis;
    return worthTelling ? Optional.of(change) : Optional.empty();
  }
}
