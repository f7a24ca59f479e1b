package dev.virtualip.operator.plan;

import dev.virtualip.plan.Ranks;
import dev.virtualip.plan.Rendezvous;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives each participant of a VirtualIP its VRRP priority.
 *
 * <p>What the user wrote is taken as it is. The other nodes are ranked by a rendezvous hash of
 * (VirtualIP, node), so that a node which joins or leaves moves the holder only of those VirtualIPs
 * in which it ranks first. The first {@link Ranks#COUNT} of them run a virtual router; the others
 * stand by without one.
 */
final class Priorities {

  private Priorities() {}

  /**
   * A node that can run the virtual routers and for which the user wrote no priority.
   *
   * @param gone whether a stand-by is to take its place; it keeps its own, since a Node that is not
   *     Ready may well have an agent that holds the addresses
   */
  record Candidate(String name, boolean gone) {}

  /**
   * Priorities by node name; a node without one stands by.
   *
   * @param written priorities of {@code spec.nodes}, by node name
   * @param candidates the other nodes
   */
  static Map<String, Integer> assign(
      String virtualIP, Map<String, Integer> written, Collection<Candidate> candidates) {
    Map<String, Integer> priorities = new TreeMap<>(written);
    Deque<Integer> vacant = new ArrayDeque<>();
    List<Candidate> ranked = ranked(virtualIP, candidates);
    for (int rank = 0; rank < Math.min(Ranks.COUNT, ranked.size()); rank++) {
      int priority = Ranks.priority(rank);
      priorities.put(ranked.get(rank).name(), priority);
      if (ranked.get(rank).gone()) {
        vacant.add(priority);
      }
    }
    for (int rank = Ranks.COUNT; rank < ranked.size() && !vacant.isEmpty(); rank++) {
      if (!ranked.get(rank).gone()) {
        priorities.put(ranked.get(rank).name(), vacant.remove());
      }
    }
    return priorities;
  }

  private static List<Candidate> ranked(String virtualIP, Collection<Candidate> candidates) {
    record Weighed(Candidate candidate, long weight) {}
    Comparator<Weighed> byWeight =
        (one, other) -> Long.compareUnsigned(other.weight(), one.weight());
    return candidates.stream()
        .map(it -> new Weighed(it, Rendezvous.weight(virtualIP, it.name())))
        .sorted(byWeight.thenComparing(it -> it.candidate().name()))
        .map(Weighed::candidate)
        .toList();
  }
}
