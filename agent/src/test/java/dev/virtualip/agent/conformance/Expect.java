package dev.virtualip.agent.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.vrrp.Action;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a router must do from zero to the end. A list is complete: what isn't in it must not happen.
 * What isn't given is not looked at.
 *
 * @param state at the end
 * @param finished whether it has left by the end
 * @param transitions each change of state
 * @param sent each advert
 * @param bound each time that addresses are put into the kernel
 * @param released each time that they are taken out
 * @param announced each gratuitous ARP or unsolicited NA
 * @param order what is done, in order: advert, bind, announce, release
 * @param learned the interval that it goes by at the end
 * @param counters what is counted; those that aren't named are not looked at
 * @param notices what is worth an administrator's eye, each once
 */
record Expect(
    @Nullable String state,
    @Nullable Boolean finished,
    @Nullable List<Transition> transitions,
    @Nullable List<Advert> sent,
    @Nullable List<Addresses> bound,
    @Nullable List<Addresses> released,
    @Nullable List<Addresses> announced,
    @Nullable List<String> order,
    @Nullable Span learned,
    @Nullable Map<String, Long> counters,
    @Nullable List<String> notices) {

  /** A change of state. */
  record Transition(Span at, String to, @Nullable String reason) {
    Transition {
      Missing.require(at, "at");
      Missing.require(to, "to");
    }
  }

  /** An advert, or the same again {@code every} so often {@code until} then or the end. */
  record Advert(
      Span at,
      @Nullable Span every,
      @Nullable Span until,
      @Nullable Integer priority,
      @Nullable Span interval,
      @Nullable List<String> addresses) {
    Advert {
      Missing.require(at, "at");
      Missing.requirePeriod(every);
      if (until != null && (every == null || until.nanos() < at.nanos())) {
        throw new IllegalArgumentException("'until' needs 'every', and must not be before 'at'");
      }
    }

    List<Advert> each(Span end) {
      long last = every == null ? at.nanos() : (until == null ? end : until).nanos();
      long period = every == null ? 1 : every.nanos();
      List<Advert> each = new ArrayList<>();
      for (long time = at.nanos(); time <= last; time += period) {
        each.add(new Advert(new Span(time), null, null, priority, interval, addresses));
      }
      if (each.isEmpty()) {
        throw new IllegalArgumentException("'sent' at " + at + " is after the end, " + end);
      }
      return each;
    }
  }

  /** Something about addresses; absent: all of the router. */
  record Addresses(Span at, @Nullable List<String> addresses) {
    Addresses {
      Missing.require(at, "at");
    }
  }

  Expect {
    Missing.requireAny(
        "state, finished, transitions, sent, bound, released, announced, order, learned, counters,"
            + " notices",
        state,
        finished,
        transitions,
        sent,
        bound,
        released,
        announced,
        order,
        learned,
        counters,
        notices);
    if (counters != null) {
      counters.keySet().forEach(Counting::counter);
    }
  }

  void check(String run, Dut dut, Map<String, Long> before, Span end, Span tolerance) {
    Comparer comparer = new Comparer(run, tolerance);
    List<Done> done = dut.done();
    if (transitions != null) {
      comparer.compare("transitions", transitions, Transition::at, enters(done), Expect::same);
    }
    if (sent != null) {
      List<Advert> expected = sent.stream().flatMap(one -> one.each(end).stream()).toList();
      comparer.compare("sent", expected, Advert::at, sends(done), Expect::same);
    }
    List<String> all = Texts.addresses(dut.setup().effectiveAddresses());
    compare(comparer, "bound", bound, done, Expect::boundBy, all);
    compare(comparer, "released", released, done, Expect::releasedBy, all);
    compare(comparer, "announced", announced, done, Expect::announcedBy, all);
    if (order != null) {
      assertThat(done.stream().map(Expect::word).filter(Objects::nonNull).toList())
          .as("%sorder", run)
          .isEqualTo(order);
    }
    if (state != null) {
      assertThat(dut.state()).as("%sstate at the end", run).hasToString(state);
    }
    if (finished != null) {
      assertThat(dut.finished()).as("%sfinished", run).isEqualTo(finished);
    }
    if (learned != null) {
      assertThat(new Span(dut.learnedNanos()))
          .as("%sinterval that it goes by", run)
          .isEqualTo(learned);
    }
    if (counters != null) {
      Map<String, Long> counted = dut.counters();
      counters.forEach(
          (leaf, count) ->
              assertThat(counted.getOrDefault(leaf, 0L) - before.getOrDefault(leaf, 0L))
                  .as("%s%s", run, leaf)
                  .isEqualTo(count));
    }
    if (notices != null) {
      assertThat(done.stream().map(Done::what).filter(Action.Notice.class::isInstance))
          .extracting(notice -> ((Action.Notice) notice).kind().name())
          .as("%snotices", run)
          .containsOnlyOnceElementsOf(notices)
          .hasSameElementsAs(notices);
    }
  }

  private static void compare(
      Comparer comparer,
      String what,
      @Nullable List<Addresses> expected,
      List<Done> done,
      Function<Object, @Nullable List<InetAddress>> addresses,
      List<String> all) {
    if (expected != null) {
      List<Done> actual =
          done.stream().filter(item -> addresses.apply(item.what()) != null).toList();
      comparer.compare(
          what,
          expected,
          Addresses::at,
          actual,
          (one, other) ->
              Texts.ofAddresses(Objects.requireNonNull(addresses.apply(other)))
                  .equals(one.addresses() == null ? all : Texts.addresses(one.addresses())));
    }
  }

  private static List<Done> enters(List<Done> done) {
    return done.stream().filter(item -> item.what() instanceof Action.Enter).toList();
  }

  private static List<Done> sends(List<Done> done) {
    return done.stream().filter(item -> item.what() instanceof SentAdvert).toList();
  }

  private static boolean same(Transition expected, Object what) {
    Action.Enter enter = (Action.Enter) what;
    return enter.to().toString().equals(expected.to())
        && (expected.reason() == null || enter.reason().name().equals(expected.reason()));
  }

  private static boolean same(Advert expected, Object what) {
    SentAdvert advert = (SentAdvert) what;
    return (expected.priority() == null || expected.priority() == advert.priority())
        && (expected.interval() == null || expected.interval().equals(advert.interval()))
        && (expected.addresses() == null
            || Texts.addresses(expected.addresses()).equals(advert.addresses()));
  }

  private static @Nullable List<InetAddress> boundBy(Object what) {
    return what instanceof Action.Bind bind ? bind.addresses() : null;
  }

  private static @Nullable List<InetAddress> releasedBy(Object what) {
    return what instanceof Action.Release release ? release.addresses() : null;
  }

  private static @Nullable List<InetAddress> announcedBy(Object what) {
    return what instanceof Action.Announce announce ? announce.addresses() : null;
  }

  private static @Nullable String word(Done done) {
    if (done.what() instanceof SentAdvert) {
      return "advert";
    }
    return switch ((Action) done.what()) {
      case Action.Bind _ -> "bind";
      case Action.Release _ -> "release";
      case Action.Announce _ -> "announce";
      case Action.Renew _, Action.Probe _, Action.Enter _, Action.Notice _ -> null;
    };
  }
}
