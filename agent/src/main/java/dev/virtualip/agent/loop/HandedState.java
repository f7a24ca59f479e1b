package dev.virtualip.agent.loop;

import dev.virtualip.agent.vrrp.Standing;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the protocol thread of one process hands to that of the process which replaces it.
 *
 * @param configured whether a configuration has been applied
 * @param drained whether every router of the node stands back
 * @param checks what the health checks came to
 * @param routers in the order of the configuration
 * @param interfaceCounters per interface, by the names of the counters
 */
public record HandedState(
    boolean configured,
    boolean drained,
    List<Checks> checks,
    List<HandedRouter> routers,
    Map<String, Map<String, Long>> interfaceCounters) {

  /** One that lacks a part, as another version may write it, is none. */
  public HandedState {
    checks = List.copyOf(checks);
    routers = List.copyOf(routers);
    interfaceCounters = Map.copyOf(interfaceCounters);
  }

  /**
   * The checks of one VirtualIP.
   *
   * @param virtualIP metadata.name
   * @param passedAt CLOCK_BOOTTIME nanoseconds when checks that held it in reserve passed again;
   *     null if they did not
   */
  public record Checks(
      String virtualIP, Standing standing, List<FailingCheck> failing, @Nullable Long passedAt) {

    public Checks {
      Objects.requireNonNull(virtualIP, "virtualIP");
      Objects.requireNonNull(standing, "standing");
      failing = List.copyOf(failing);
    }
  }
}
