package dev.virtualip.agent.report;

import dev.virtualip.agent.loop.Observation;
import dev.virtualip.agent.loop.Observer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Remembers what happened lately, so that "why did it move" has an answer afterwards.
 *
 * <p>Adverts that were heard or sent are kept apart from everything else: on a busy node they would
 * push the rare events out within a second.
 */
public final class Recorder implements Observer {

  /** How many are kept of adverts, and again of everything else. */
  public static final int CAPACITY = 1000;

  private final Ring adverts = new Ring();
  private final Ring events = new Ring();
  private final InstantSource clock;

  public Recorder(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void observe(Observation observation) {
    Ring ring =
        switch (observation) {
          case Observation.AdvertHeard _, Observation.AdvertSent _ -> adverts;
          case Observation.AdvertRefused _,
              Observation.AdvertDiscarded _,
              Observation.Transition _,
              Observation.AddressClaimed _,
              Observation.AddressChanged _,
              Observation.LinkChanged _,
              Observation.Late _,
              Observation.CheckRan _ ->
              events;
        };
    ring.add(new Recorded(clock.instant(), observation));
  }

  @Override
  public void turned(long latenessNanos) {
    // What is notable comes as an observation too.
  }

  /** Everything that is remembered, the oldest first. */
  List<Recorded> recorded() {
    return Stream.of(adverts, events)
        .flatMap(ring -> ring.copy().stream())
        .sorted(Comparator.comparing(Recorded::time))
        .toList();
  }

  /** The last {@link #CAPACITY}; the protocol thread writes while others read. */
  private static final class Ring {
    private final Recorded[] slots = new Recorded[CAPACITY];
    private int next;

    synchronized void add(Recorded recorded) {
      slots[next++ % CAPACITY] = recorded;
      if (next == 2 * CAPACITY) {
        next = CAPACITY;
      }
    }

    synchronized List<Recorded> copy() {
      List<Recorded> copy = new ArrayList<>();
      for (int index = Math.max(0, next - CAPACITY); index < next; index++) {
        copy.add(slots[index % CAPACITY]);
      }
      return copy;
    }
  }
}
