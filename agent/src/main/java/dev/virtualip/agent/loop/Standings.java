package dev.virtualip.agent.loop;

import dev.virtualip.agent.vrrp.Families;
import dev.virtualip.agent.vrrp.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What holds virtual routers of this node back: a drain holds all, a failing check those of its
 * VirtualIP, a hand-over that one, and a fault of one family the other.
 */
final class Standings {

  private static final Standing RESERVE = Standing.GOOD.inReserve();

  /** Both families of one VirtualIP. */
  private record Pair(Candidate one, Candidate other, Families families) {

    boolean holdsBack(Candidate router) {
      return (router.equals(one) || router.equals(other)) && families.holdsBack(router.machine());
    }
  }

  /** What the health checks of one VirtualIP came to. */
  private record Checks(Standing standing, List<FailingCheck> failing) {
    static final Checks NONE = new Checks(Standing.GOOD, List.of());
  }

  private static final long RECOVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private boolean drained;
  private final Map<String, Checks> checks = new HashMap<>();

  /** When checks that held a VirtualIP in reserve have passed again. */
  private final Map<String, Long> passedAt = new HashMap<>();

  private List<Pair> pairs = List.of();

  void drain(boolean wanted) {
    drained = wanted;
  }

  /** Reserve counts for a while after it is over, or the addresses would move to and fro. */
  void checks(String virtualIP, Standing standing, List<FailingCheck> failing, long now) {
    Checks before = checks.put(virtualIP, new Checks(standing, failing));
    if (standing.reserve()) {
      passedAt.remove(virtualIP);
    } else if (before != null && before.standing().reserve()) {
      passedAt.put(virtualIP, now);
    }
  }

  private long recovery(Candidate router, long now) {
    Long passed = passedAt.get(router.spec().virtualIP().name());
    long interval =
        TimeUnit.MILLISECONDS.toNanos(router.spec().advertisementIntervalMilliseconds());
    return passed == null ? 0 : passed + Math.max(RECOVERY_NANOS, 3 * interval) - now;
  }

  boolean drained() {
    return drained;
  }

  List<HandedState.Checks> memory() {
    return checks.entrySet().stream()
        .map(
            entry ->
                new HandedState.Checks(
                    entry.getKey(),
                    entry.getValue().standing(),
                    entry.getValue().failing(),
                    passedAt.get(entry.getKey())))
        .toList();
  }

  void recall(HandedState state) {
    drained = state.drained();
    for (HandedState.Checks known : state.checks()) {
      checks.put(known.virtualIP(), new Checks(known.standing(), known.failing()));
      Long passed = known.passedAt();
      if (passed != null) {
        passedAt.put(known.virtualIP(), passed);
      }
    }
  }

  /** Takes over a changed set of routers; what was known of others is forgotten. */
  void configure(List<? extends Candidate> running) {
    Set<String> names = new HashSet<>();
    List<Pair> next = new ArrayList<>();
    for (Candidate router : running) {
      String name = router.spec().virtualIP().name();
      if (!names.add(name)) {
        running.stream()
            .filter(other -> !other.equals(router) && other.spec().virtualIP().name().equals(name))
            .findFirst()
            .ifPresent(other -> next.add(pair(other, router)));
      }
    }
    pairs = List.copyOf(next);
    checks.keySet().retainAll(names);
    passedAt.keySet().retainAll(names);
  }

  /** One that is known goes on, with what it remembers. */
  private Pair pair(Candidate one, Candidate other) {
    return pairs.stream()
        .filter(pair -> pair.one().equals(one) && pair.other().equals(other))
        .findFirst()
        .orElseGet(() -> new Pair(one, other, new Families(one.machine(), other.machine())));
  }

  /** Tells every router how it stands; costs little while nothing has changed. */
  void apply(List<? extends Candidate> running, long now) {
    for (Candidate router : running) {
      router.stand(of(router, now), checks(router).failing(), now);
    }
    for (Pair pair : pairs) {
      pair.families()
          .review(now)
          .ifPresent(
              machine ->
                  (machine == pair.one().machine() ? pair.one() : pair.other()).handOver(now));
    }
  }

  private Checks checks(Candidate router) {
    return checks.getOrDefault(router.spec().virtualIP().name(), Checks.NONE);
  }

  private Standing of(Candidate router, long now) {
    boolean reserve = drained || router.spec().handOver() || recovery(router, now) > 0;
    for (int index = 0; index < pairs.size() && !reserve; index++) {
      reserve = pairs.get(index).holdsBack(router);
    }
    Standing standing = checks(router).standing();
    return reserve ? standing.with(RESERVE) : standing;
  }

  /** When {@link #apply} is due next. */
  long nanosUntilDue(List<? extends Candidate> running, long now) {
    long soonest = Long.MAX_VALUE;
    if (!passedAt.isEmpty()) {
      for (Candidate router : running) {
        long recovery = recovery(router, now);
        soonest = recovery > 0 ? Math.min(soonest, recovery) : soonest;
      }
    }
    for (Pair pair : pairs) {
      OptionalLong deadline = pair.families().deadline();
      if (deadline.isPresent()) {
        soonest = Math.min(soonest, deadline.getAsLong() - now);
      }
    }
    return soonest;
  }
}
