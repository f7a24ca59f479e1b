package dev.virtualip.agent.health;

/**
 * Whether a check counts as failing, by thresholds, so that one lost packet moves no address.
 *
 * <p>The first result decides at once: a node that has just started must not take an address over
 * for as many periods as its dead service is allowed to fail later.
 */
final class Verdict {

  private final int failureThreshold;
  private final int successThreshold;
  private boolean decided;
  private boolean failing;
  private int contrary;

  /**
   * @param failureThreshold failures in a row until it counts as failing, at least 1
   * @param successThreshold successes in a row until it counts as passing again, at least 1
   */
  Verdict(int failureThreshold, int successThreshold) {
    this.failureThreshold = failureThreshold;
    this.successThreshold = successThreshold;
  }

  /** As if it had failed before, in a check of the same name: it takes successes to pass. */
  void failedBefore() {
    decided = true;
    failing = true;
  }

  boolean failing() {
    return failing;
  }

  /** Takes a result and says whether the verdict changed. */
  boolean record(boolean passed) {
    if (passed != failing && decided) {
      contrary = 0;
      return false;
    }
    if (decided && ++contrary < (failing ? successThreshold : failureThreshold)) {
      return false;
    }
    boolean changed = failing == passed;
    decided = true;
    contrary = 0;
    failing = !passed;
    return changed;
  }
}
