package dev.virtualip.operator.plan;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Settles doubtful claims of one VirtualIP: which of the agents that made them are alive. An agent
 * is asked by {@code spec.reportRequest}, which it repeats in its status; the value is the time of
 * asking, so that an answer to a later question is an answer to an earlier one.
 *
 * @param sources the routers that are said to be Active
 * @param since when the doubt arose
 * @param asked the agents that were asked, by node, and when; empty until somebody was
 * @param formerlyAlive nodes that answered the question before, and are believed until this one is
 *     decided
 */
public record Inquiry(
    Set<String> sources, Instant since, Map<String, Instant> asked, Set<String> formerlyAlive) {

  /** A failover is over after that; to ask during each of them would be writes for nothing. */
  static final Duration GRACE = Duration.ofSeconds(1);

  /** Claims of live agents that stand for so long are two holders. */
  static final Duration LASTING = Duration.ofSeconds(2);

  /** Two seconds to answer, and one for the question to be written. */
  static final Duration ANSWER = Duration.ofSeconds(3);

  /** How often those are asked again who contradict each other alive: they may die meanwhile. */
  static final Duration REPEAT = Duration.ofSeconds(10);

  /** How often those are asked again who live on a Node that is not Ready. */
  static final Duration RECHECK = Duration.ofSeconds(60);

  public Inquiry {
    sources = Set.copyOf(sources);
    asked = Map.copyOf(asked);
    formerlyAlive = Set.copyOf(formerlyAlive);
  }

  /**
   * The inquiry as it goes on now; empty without a doubt.
   *
   * @param before the inquiry as it was
   * @param lastAsked when a node was asked last, for whatever VirtualIP
   */
  public static Optional<Inquiry> next(
      Optional<Inquiry> before,
      VirtualIPPlan plan,
      HolderEvidence evidence,
      Function<String, Optional<Instant>> lastAsked,
      Instant now) {
    List<Claim> claims = evidence.doubtful(plan.virtualIP().name(), plan.virtualIP().families());
    if (claims.isEmpty()) {
      return Optional.empty();
    }
    Set<String> sources = new TreeSet<>(claims.stream().map(Claim::source).toList());
    Inquiry inquiry =
        before
            .filter(it -> it.sources.equals(sources))
            .orElseGet(() -> new Inquiry(sources, now, Map.of(), Set.of()));
    Reports reports = evidence.reports();
    if (inquiry.asked.isEmpty() && !now.isBefore(inquiry.since.plus(GRACE))) {
      return Optional.of(inquiry.ask(witnesses(claims, evidence), lastAsked, reports, now));
    }
    if (!inquiry.isDecided(reports, now)) {
      return Optional.of(inquiry);
    }
    if (inquiry.contradicts(claims, reports, now)
        && !now.isBefore(inquiry.lastAsked().plus(REPEAT))) {
      return Optional.of(
          inquiry.ask(witnesses(claims, evidence), _ -> Optional.empty(), reports, now));
    }
    if (inquiry.rests(claims, reports, now) && !now.isBefore(inquiry.lastAsked().plus(RECHECK))) {
      return Optional.of(
          inquiry.ask(
              witnesses(claims, evidence),
              node -> lastAsked.apply(node).filter(it -> it.isAfter(now.minus(REPEAT))),
              reports,
              now));
    }
    return Optional.of(inquiry);
  }

  private Inquiry ask(
      Collection<String> witnesses,
      Function<String, Optional<Instant>> lastAsked,
      Reports reports,
      Instant now) {
    Set<String> alive = new TreeSet<>();
    asked.forEach(
        (node, time) -> {
          if (answered(reports, node, time)) {
            alive.add(node);
          }
        });
    Map<String, Instant> questions = new TreeMap<>();
    for (String node : witnesses) {
      questions.put(node, lastAsked.apply(node).filter(it -> !it.isBefore(since)).orElse(now));
    }
    return new Inquiry(sources, since, questions, alive);
  }

  /** Of each router the agent that is it, and one that hears it. */
  private static Set<String> witnesses(List<Claim> claims, HolderEvidence evidence) {
    Set<String> witnesses = new TreeSet<>();
    Set<String> heard = new TreeSet<>();
    for (Claim claim : claims) {
      if (evidence.isOwn(claim) || heard.add(claim.source())) {
        witnesses.add(claim.reporter().node());
      }
    }
    return witnesses;
  }

  /** When to look again, if nothing happens before. */
  public Optional<Instant> deadline(HolderEvidence evidence, Instant now) {
    List<Instant> deadlines = new ArrayList<>(List.of(since.plus(GRACE), since.plus(LASTING)));
    asked.values().forEach(it -> deadlines.add(it.plus(ANSWER)));
    if (isDecided(evidence.reports(), now)) {
      deadlines.add(lastAsked().plus(REPEAT));
      deadlines.add(lastAsked().plus(RECHECK));
    }
    return deadlines.stream().filter(now::isBefore).min(Instant::compareTo);
  }

  /** Whether it is known of all that were asked whether they are alive. */
  boolean isDecided(Reports reports, Instant now) {
    return !asked.isEmpty()
        && asked.entrySet().stream()
            .allMatch(
                it ->
                    answered(reports, it.getKey(), it.getValue())
                        || !now.isBefore(it.getValue().plus(ANSWER)));
  }

  /** Whether there is a decision to go by, of this question or of the one before. */
  boolean knows(Reports reports, Instant now) {
    return isDecided(reports, now) || !formerlyAlive.isEmpty();
  }

  /** Whether the reporter was asked and has answered. */
  boolean isAlive(Reports reports, NodeReport reporter, Instant now) {
    Instant time = asked.get(reporter.node());
    return (time != null && answered(reports, reporter.node(), time))
        || (!isDecided(reports, now) && formerlyAlive.contains(reporter.node()));
  }

  /** Whether the contradiction is more than a failover that is under way. */
  boolean lasts(Instant now) {
    return !now.isBefore(since.plus(LASTING));
  }

  private boolean contradicts(List<Claim> claims, Reports reports, Instant now) {
    return claims.stream()
            .filter(claim -> isAlive(reports, claim.reporter(), now))
            .map(Claim::source)
            .distinct()
            .count()
        > 1;
  }

  /** Whether what is believed rests on agents alone that no kubelet vouches for. */
  private boolean rests(List<Claim> claims, Reports reports, Instant now) {
    return claims.stream().noneMatch(claim -> claim.reporter().ready())
        && claims.stream().anyMatch(claim -> isAlive(reports, claim.reporter(), now));
  }

  private Instant lastAsked() {
    return asked.values().stream().max(Instant::compareTo).orElse(since);
  }

  private static boolean answered(Reports reports, String node, Instant asked) {
    return reports.node(node).stream()
        .flatMap(report -> Stream.ofNullable(report.status()))
        .flatMap(status -> time(status.reportRequest()).stream())
        .anyMatch(echoed -> !echoed.isBefore(asked));
  }

  /** The time that a question was asked; empty for a value that is none of ours. */
  public static Optional<Instant> time(@Nullable String reportRequest) {
    if (reportRequest == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(reportRequest));
    } catch (DateTimeException foreign) {
      return Optional.empty();
    }
  }
}
