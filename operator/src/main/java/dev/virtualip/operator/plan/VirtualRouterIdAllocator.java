package dev.virtualip.operator.plan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Gives each VirtualIP a VRID that no other one has on any link of its own.
 *
 * <p>One pass over all of them, in the order in which claims count. First come the numbers that are
 * held already: they are on the wire, and what works is not disturbed by a newcomer. Then the
 * numbers that users wrote, then new ones.
 */
final class VirtualRouterIdAllocator {

  private static final int HIGHEST = 255;

  /**
   * What one VirtualIP asks for.
   *
   * @param written spec.virtualRouterID
   * @param held status.virtualRouterID
   * @param links empty while no node can run it; such a VirtualIP keeps what it holds and gets
   *     nothing new
   * @param foreign numbers that routers outside the cluster use on its links
   * @param listened whether {@code foreign} is to be relied on: a new number waits for it
   * @param evicted whether it is to give up what it holds, if there is another one
   */
  record Request(
      String name,
      @Nullable Integer written,
      @Nullable Integer held,
      Set<Link> links,
      Set<Integer> foreign,
      boolean listened,
      boolean evicted) {}

  /** What it gets; {@code virtualRouterID} is the number that it holds from now on, if any. */
  sealed interface Outcome {
    @Nullable Integer virtualRouterID();

    record Granted(Integer virtualRouterID) implements Outcome {}

    /** The number that the user wrote belongs to another one. */
    record Taken(@Nullable Integer virtualRouterID, int wanted, String holder, Link link)
        implements Outcome {}

    /** All 255 numbers are in use on its links. */
    record Exhausted(@Nullable Integer virtualRouterID) implements Outcome {}

    /** Agents have not listened for long enough to know which numbers are free. */
    record Listening(@Nullable Integer virtualRouterID) implements Outcome {}

    /** There is no link to allocate on yet. */
    record Unknown(@Nullable Integer virtualRouterID) implements Outcome {}
  }

  private final String clusterUID;
  private final Map<Integer, List<Request>> claims = new HashMap<>();
  private final Map<String, Integer> held = new HashMap<>();

  private VirtualRouterIdAllocator(String clusterUID) {
    this.clusterUID = clusterUID;
  }

  /**
   * Allocates for all VirtualIPs at once.
   *
   * @param clusterUID spreads the numbers of clusters that share a link
   * @param requests in the order in which claims count
   * @return by name
   */
  static Map<String, Outcome> allocate(String clusterUID, List<Request> requests) {
    VirtualRouterIdAllocator allocator = new VirtualRouterIdAllocator(clusterUID);
    requests.forEach(allocator::confirm);
    Map<String, Outcome> outcomes = new HashMap<>();
    for (Request request : requests) {
      if (request.written() != null) {
        outcomes.put(request.name(), allocator.grantWritten(request, request.written()));
      }
    }
    for (Request request : requests) {
      if (request.written() == null) {
        outcomes.put(request.name(), allocator.grantAny(request));
      }
    }
    return outcomes;
  }

  private void confirm(Request request) {
    Integer number = request.held();
    if (number == null) {
      return;
    }
    if (conflict(request, number).isEmpty()) {
      held.put(request.name(), number);
    }
    // Also of one that is to move: until it has, its routers are on the wire.
    claim(request, number);
  }

  private Outcome grantWritten(Request request, int wanted) {
    Integer before = held.get(request.name());
    if (before != null && before == wanted) {
      return new Outcome.Granted(wanted);
    }
    Optional<Request> conflict = conflict(request, wanted);
    if (conflict.isPresent()) {
      // Links that have come together are no reason to stop what works on one of them.
      Request holder = conflict.get();
      return new Outcome.Taken(request.held(), wanted, holder.name(), common(request, holder));
    }
    if (request.links().isEmpty()) {
      return new Outcome.Unknown(before);
    }
    claim(request, wanted);
    return new Outcome.Granted(wanted);
  }

  private Outcome grantAny(Request request) {
    Integer before = held.get(request.name());
    if (request.links().isEmpty()) {
      return new Outcome.Unknown(before);
    }
    if (before != null && !request.evicted()) {
      return new Outcome.Granted(before);
    }
    if (before == null && !request.listened()) {
      return new Outcome.Listening(request.held());
    }
    int start = start(clusterUID, request.name());
    for (int step = 0; step < HIGHEST; step++) {
      int candidate = 1 + (start - 1 + step) % HIGHEST;
      if (free(request, candidate)) {
        claim(request, candidate);
        return new Outcome.Granted(candidate);
      }
    }
    return before == null ? new Outcome.Exhausted(request.held()) : new Outcome.Granted(before);
  }

  /** The first number to try: 1 + hash mod 255, so that clusters on one link rarely collide. */
  static int start(String clusterUID, String name) {
    CRC32 hash = new CRC32();
    hash.update((clusterUID + "/" + name).getBytes(StandardCharsets.UTF_8));
    return 1 + (int) (hash.getValue() % HIGHEST);
  }

  private Optional<Request> conflict(Request request, int number) {
    return claim(number, other -> meet(request, other));
  }

  /** A new number also avoids those whose links are unknown at the moment. */
  private boolean free(Request request, int number) {
    return !request.foreign().contains(number)
        && claim(number, other -> other.links().isEmpty() || meet(request, other)).isEmpty();
  }

  private Optional<Request> claim(int number, Predicate<Request> of) {
    return claims.getOrDefault(number, List.of()).stream().filter(of).findFirst();
  }

  private void claim(Request by, int number) {
    claims.computeIfAbsent(number, _ -> new ArrayList<>()).add(by);
  }

  private static boolean meet(Request one, Request other) {
    return !one.name().equals(other.name()) && !Collections.disjoint(one.links(), other.links());
  }

  private static Link common(Request one, Request other) {
    return one.links().stream().filter(other.links()::contains).findFirst().orElseThrow();
  }
}
