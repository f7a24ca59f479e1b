package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What each node is to be told now of one virtual router, on the way from what nodes run to what
 * the plan wants. It looks at the situation and at no history, so that a restarted operator goes on
 * where another one stopped.
 *
 * <ul>
 *   <li>A change after which routers would not hear each other goes in three steps: every node but
 *       the holder drops the router; the holder gets the new value; the others get it. Each step
 *       waits for the agents to say that the one before is done.
 *   <li>A holder that is to lose the router hands over first, and loses it once another is heard.
 *   <li>A router that nobody is to run any more leaves the holder last, so that no Backup takes
 *       over for a moment.
 *   <li>A node joins a virtual router that advertises by unicast when the others know its address.
 * </ul>
 */
final class LiveChange {

  private final Map<String, VirtualRouterSpec> desired;
  private final NavigableMap<String, Seat> seats;
  private final Optional<String> holder;
  private final Situation situation;

  private LiveChange(
      Map<String, VirtualRouterSpec> desired,
      NavigableMap<String, Seat> seats,
      Optional<String> holder,
      Situation situation) {
    this.desired = desired;
    this.seats = seats;
    this.holder = holder;
    this.situation = situation;
  }

  /**
   * What there is to know besides what nodes are told and run.
   *
   * @param heard the node that is heard as Active
   * @param preferred the node that the user prefers, if any
   * @param silent nodes whose agents have left what they were told unanswered for so long that they
   *     are not waited for
   * @param patient whether to wait for agents that have answered, and have not done it
   */
  record Situation(
      Optional<String> heard, Optional<String> preferred, Set<String> silent, boolean patient) {}

  /**
   * The orders of all nodes; a node without one is to run nothing.
   *
   * @param desired what the plan wants, by node
   * @param seats of all nodes that are told or run something or are to
   */
  static Map<String, VirtualRouterSpec> orders(
      Map<String, VirtualRouterSpec> desired, Collection<Seat> seats, Situation situation) {
    NavigableMap<String, Seat> byNode = new TreeMap<>();
    seats.forEach(seat -> byNode.put(seat.node(), seat));
    Optional<String> holder =
        situation
            .heard()
            .or(() -> byNode.values().stream().filter(Seat::active).map(Seat::node).findFirst());
    LiveChange change = new LiveChange(desired, byNode, holder, situation);
    return desired.isEmpty() ? change.release() : change.orders();
  }

  private Map<String, VirtualRouterSpec> release() {
    Map<String, VirtualRouterSpec> orders = new TreeMap<>();
    boolean othersAreTold =
        seats.values().stream().anyMatch(seat -> seat.told() != null && !isHolder(seat));
    for (Seat seat : seats.values()) {
      VirtualRouterSpec told = seat.told();
      if (told != null && isHolder(seat) && othersAreTold) {
        orders.put(seat.node(), told);
      }
    }
    return orders;
  }

  private Map<String, VirtualRouterSpec> orders() {
    NavigableMap<String, VirtualRouterSpec> target = new TreeMap<>(desired);
    leaver().ifPresent(seat -> target.put(seat.node(), wanted(seat)));
    VirtualRouterSpec any = target.firstEntry().getValue();
    boolean moves =
        seats.values().stream().anyMatch(seat -> seat.isOld(target.getOrDefault(seat.node(), any)));
    return moves ? roll(target, any) : settle();
  }

  /**
   * A holder that the plan does not want: it goes through a change like the others, then leaves.
   */
  private Optional<Seat> leaver() {
    return holder
        .map(seats::get)
        .filter(seat -> seat.told() != null)
        .filter(seat -> !desired.containsKey(seat.node()) && !seat.report().gone());
  }

  private VirtualRouterSpec wanted(Seat leaver) {
    VirtualRouterSpec model = desired.values().iterator().next();
    VirtualRouterSpec told = leaver.told();
    return told == null
        ? model
        : model
            .withInterface(told.interfaceName())
            .withNumbers(model.virtualRouterID(), told.priority());
  }

  private Map<String, VirtualRouterSpec> roll(
      NavigableMap<String, VirtualRouterSpec> target, VirtualRouterSpec any) {
    Predicate<Seat> old = seat -> seat.isOld(target.getOrDefault(seat.node(), any));
    Optional<Seat> pivot = pivot(target, old);
    boolean pivotIsOld = pivot.filter(old).isPresent();
    Map<String, VirtualRouterSpec> orders = new TreeMap<>();
    boolean othersAreOut = true;
    for (Seat seat : seats.values()) {
      if (pivot.filter(it -> it.node().equals(seat.node())).isPresent()) {
        continue;
      }
      VirtualRouterSpec wanted = target.get(seat.node());
      if (wanted != null && seat.told() != null && !pivotIsOld && !old.test(seat)) {
        orders.put(seat.node(), wanted);
      }
      if (wanted == null && seat.isUnknown() && !old.test(seat)) {
        keep(seat, orders);
      }
      othersAreOut &= seat.out() || !awaited(seat);
    }
    if (pivot.isPresent()) {
      VirtualRouterSpec told = pivot.get().told();
      VirtualRouterSpec wanted = target.get(pivot.get().node());
      VirtualRouterSpec order = pivotIsOld && !othersAreOut ? told : wanted;
      if (order != null) {
        orders.put(pivot.get().node(), order);
      }
    }
    return orders;
  }

  /** The holder keeps the addresses through the change; without one, the best that is up will. */
  private Optional<Seat> pivot(Map<String, VirtualRouterSpec> target, Predicate<Seat> old) {
    Comparator<Seat> best =
        Comparator.comparing((Seat seat) -> seat.report().ready())
            .thenComparingInt(seat -> priority(seat.told()))
            .thenComparing(Seat::node);
    return holder
        .map(seats::get)
        .filter(seat -> seat.told() != null && target.containsKey(seat.node()))
        .filter(seat -> seat.report().ready())
        .or(
            () ->
                seats.values().stream()
                    .filter(seat -> target.containsKey(seat.node()) && old.test(seat))
                    .max(best));
  }

  private static int priority(@Nullable VirtualRouterSpec told) {
    return told == null ? 0 : told.priority();
  }

  private Map<String, VirtualRouterSpec> settle() {
    Map<String, VirtualRouterSpec> orders = new TreeMap<>();
    boolean restarting = awaited().anyMatch(Seat::unsettled) && awaited().noneMatch(Seat::settled);
    for (Seat seat : seats.values()) {
      VirtualRouterSpec wanted = desired.get(seat.node());
      VirtualRouterSpec told = seat.told();
      if (wanted != null) {
        boolean joins = told == null;
        if (!joins || (!restarting && awaited().allMatch(it -> it.hears(seat.report(), wanted)))) {
          orders.put(seat.node(), isHolder(seat) && yields() ? wanted.withHandOver(true) : wanted);
        }
      } else if (seat.isUnknown()) {
        keep(seat, orders);
      } else if (told != null && mustStay(seat)) {
        orders.put(seat.node(), successors() ? told.withHandOver(true) : told);
      }
    }
    return orders;
  }

  /**
   * The plan leaves out a node of whose interfaces nothing is known. That is no command: its agent
   * may hold the addresses, and be about to report.
   */
  private static void keep(Seat seat, Map<String, VirtualRouterSpec> orders) {
    VirtualRouterSpec told = seat.told();
    if (told != null) {
      orders.put(seat.node(), told);
    }
  }

  /** A holder that is to leave stays until another is heard, and a Backup while there is none. */
  private boolean mustStay(Seat seat) {
    if (seat.report().gone()) {
      return false;
    }
    return isHolder(seat) || (holder.isEmpty() && !successors());
  }

  /** Whether a node that stays could take over. */
  private boolean successors() {
    return seats.values().stream()
        .anyMatch(seat -> desired.containsKey(seat.node()) && seat.stands());
  }

  /** Whether the holder would never be preempted by the node that the user prefers. */
  private boolean yields() {
    return situation
        .preferred()
        .map(seats::get)
        .filter(seat -> !isHolder(seat) && seat.stands())
        .filter(seat -> seat.effectivePriority() == Preference.PRIORITY)
        .map(seat -> desired.get(seat.node()))
        .filter(wanted -> wanted.priority() == Preference.PRIORITY && !wanted.preempt())
        .isPresent();
  }

  private boolean isHolder(Seat seat) {
    return holder.filter(seat.node()::equals).isPresent();
  }

  /** The seats whose agents are waited for. */
  private Stream<Seat> awaited() {
    return seats.values().stream().filter(this::awaited).filter(seat -> seat.told() != null);
  }

  private boolean awaited(Seat seat) {
    return !seat.report().gone()
        && !situation.silent().contains(seat.node())
        && (situation.patient() || !seat.report().current());
  }
}
