package dev.virtualip.agent.conformance;

import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares a complete list of expectations with what happened. */
final class Comparer {

  private final String run;
  private final Span tolerance;

  Comparer(String run, Span tolerance) {
    this.run = run;
    this.tolerance = tolerance;
  }

  <E> void compare(
      String what,
      List<E> expected,
      Function<E, Span> at,
      List<Done> actual,
      BiPredicate<E, Object> same) {
    boolean equal = expected.size() == actual.size();
    for (int index = 0; equal && index < expected.size(); index++) {
      E one = expected.get(index);
      Done other = actual.get(index);
      long apart = Math.abs(at.apply(one).nanos() - other.nanos());
      equal = apart <= tolerance.nanos() && same.test(one, other.what());
    }
    if (!equal) {
      throw new AssertionError(
          "%s%s, within %s: expected%n%s%n but it was%n%s"
              .formatted(run, what, tolerance, lines(expected), lines(actual)));
    }
  }

  private static String lines(List<?> list) {
    return list.isEmpty()
        ? "  nothing"
        : list.stream().map(item -> "  " + item).collect(Collectors.joining("\n"));
  }
}
