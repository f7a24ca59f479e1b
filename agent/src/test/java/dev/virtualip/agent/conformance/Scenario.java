package dev.virtualip.agent.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A run of the router under test, and of others if the row is about several.
 *
 * @param title what this run of the row is about
 * @param router how the router under test differs from the conventions
 * @param given its state at zero
 * @param behind with {@code given: Backup}, the advert of P heard at zero
 * @param others routers of ours beside it, by name
 * @param steps what happens
 * @param end how long it runs
 * @param trials how often, each with other random times; absent: once
 * @param tolerance of all times; absent: 1 ms
 * @param expect of the router under test
 * @param twoHoldersAtMost how long two routers may hold the addresses at one time, at most
 */
record Scenario(
    @Nullable String title,
    @Nullable RouterSetup router,
    Given given,
    @Nullable PacketSpec behind,
    @Nullable Map<String, Other> others,
    @Nullable List<Step> steps,
    Span end,
    @Nullable Integer trials,
    @Nullable Span tolerance,
    Expect expect,
    @Nullable Span twoHoldersAtMost)
    implements Check {

  private static final Span TOLERANCE = Span.parse("1 ms");

  /** Another router of ours on the link; it begins in Initialize. */
  record Other(RouterSetup router, Expect expect) {
    Other {
      Missing.require(router, "router");
      Missing.require(expect, "expect");
    }
  }

  Scenario {
    Missing.require(given, "given");
    Missing.require(end, "end");
    Missing.require(expect, "expect");
    if (behind != null && given != Given.Backup) {
      throw new IllegalArgumentException("'behind' is for 'given: Backup'");
    }
    if (twoHoldersAtMost != null && others == null) {
      throw new IllegalArgumentException("'twoHoldersAtMost' is for a row with 'others'");
    }
    for (Step step : steps == null ? List.<Step>of() : steps) {
      if (step.at().nanos() > end.nanos()) {
        throw new IllegalArgumentException(
            "a step at " + step.at() + " is after the end, " + end + ", and would never happen");
      }
    }
    if (trials != null && (trials < 1 || trials > 1000)) {
      throw new IllegalArgumentException("'trials' must be 1..1000");
    }
  }

  @Override
  public void run() {
    for (int trial = 1; trial <= (trials == null ? 1 : trials); trial++) {
      run(trial);
    }
  }

  private void run(int trial) {
    World world = new World();
    Map<String, Dut> routers = new LinkedHashMap<>();
    Dut dut = new Dut(world, RouterSetup.CONVENTIONS.with(router));
    routers.put("dut", dut);
    if (others != null) {
      others.forEach(
          (name, other) ->
              routers.put(name, new Dut(world, RouterSetup.CONVENTIONS.with(other.router()))));
    }
    given.reach(world, dut, behind);
    routers.values().forEach(Dut::zero);
    Map<String, Map<String, Long>> before = new LinkedHashMap<>();
    routers.forEach((name, each) -> before.put(name, each.counters()));
    Random random = new Random(trial);
    for (Step step : steps == null ? List.<Step>of() : steps) {
      step.schedule(world, routers, end, random);
    }
    Holders watch = new Holders(world, List.copyOf(routers.values()));
    long zero = world.now();
    // In small steps, so that moments with two holders are seen.
    for (long at = 0; at <= end.nanos(); at += Span.milliseconds(10).nanos()) {
      world.runTo(zero + at);
      if (twoHoldersAtMost != null) {
        watch.look();
      }
    }
    world.runTo(zero + end.nanos());
    String name = (title == null ? "" : title) + (trials == null ? "" : ", trial " + trial);
    Span precision = tolerance == null ? TOLERANCE : tolerance;
    expect.check(name + ": ", dut, before.getOrDefault("dut", Map.of()), end, precision);
    if (others != null) {
      others.forEach(
          (other, spec) ->
              spec.expect()
                  .check(
                      name + ", " + other + ": ",
                      routers.getOrDefault(other, dut),
                      before.getOrDefault(other, Map.of()),
                      end,
                      precision));
    }
    if (twoHoldersAtMost != null) {
      watch.check(name, twoHoldersAtMost);
    }
  }
}
