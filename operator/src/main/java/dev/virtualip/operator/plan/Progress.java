package dev.virtualip.operator.plan;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a VirtualIP may call itself Reconciling: {@link #PATIENCE} from when the work began.
 *
 * <p>What remains undone after that is shown as {@code Reconciling=False}, which kstatus ignores,
 * so that the same work isn't begun again at the next look.
 *
 * @param state what the condition is to be; null if nothing is pending, and the condition absent
 * @param since when the work began, in whole seconds
 */
record Progress(Conditions.@Nullable Truth state, Instant since) {

  /** Time without result after which pending work counts as stuck. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * Judges by the clock and by what the condition said before.
   *
   * @param previous the condition as it was for this generation
   */
  static Progress judge(boolean pending, Optional<Condition> previous, Instant now) {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    if (!pending) {
      return new Progress(null, second);
    }
    if (previous.isEmpty()) {
      return new Progress(Conditions.Truth.TRUE, second);
    }
    Instant since = Instant.parse(previous.get().getLastTransitionTime());
    boolean stuck =
        !previous.get().getStatus().equals("True") || !now.isBefore(since.plus(PATIENCE));
    if (!stuck) {
      return new Progress(Conditions.Truth.TRUE, since);
    }
    boolean news = previous.get().getStatus().equals("True");
    return new Progress(Conditions.Truth.FALSE, news ? second : since);
  }

  /** Whether there is still hope. */
  boolean open() {
    return state == Conditions.Truth.TRUE;
  }

  /** When to look again, if nothing happens before. */
  Optional<Instant> deadline() {
    return open() ? Optional.of(since.plus(PATIENCE)) : Optional.empty();
  }
}
