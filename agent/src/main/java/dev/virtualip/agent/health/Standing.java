package dev.virtualip.agent.health;

import dev.virtualip.agent.loop.FailingCheck;
import java.util.ArrayList;
import java.util.List;

/**
 * What the checks of one VirtualIP mean for this node.
 *
 * @param penalty subtracted from its priority, at least 0
 * @param reserve whether it is to hold the addresses only while nobody better is there
 * @param failing the checks that fail, in the order of the manifest
 */
public record Standing(int penalty, boolean reserve, List<FailingCheck> failing) {

  /** Nothing fails. */
  public static final Standing GOOD = new Standing(0, false, List.of());

  public Standing {
    failing = List.copyOf(failing);
  }

  static Standing of(List<RunningCheck> checks) {
    int penalty = 0;
    boolean reserve = false;
    List<FailingCheck> failing = new ArrayList<>();
    for (RunningCheck running : checks) {
      if (running.failing()) {
        Integer own = running.check().priorityPenalty();
        penalty += own == null ? 0 : own;
        reserve |= own == null;
        failing.add(new FailingCheck(running.check().name(), running.last().message()));
      }
    }
    return new Standing(penalty, reserve, failing);
  }
}
