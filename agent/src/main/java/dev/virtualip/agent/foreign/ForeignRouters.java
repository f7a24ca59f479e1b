package dev.virtualip.agent.foreign;

import dev.virtualip.agent.linux.BootClock;
import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.VrrpDatagram;
import dev.virtualip.agent.loop.LoopSnapshot;
import dev.virtualip.agent.loop.ProtocolControl;
import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.ForeignVirtualRouter;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on every interface that could carry a virtual address, whether or not a virtual router
 * runs there, about once a second.
 */
public final class ForeignRouters implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ForeignRouters.class);

  /** At random between the two, or a router in step with us might never be in the sample. */
  private static final long SHORTEST_MILLISECONDS = 500;

  private static final long LONGEST_MILLISECONDS = 1500;

  private final ProtocolControl control;
  private final Sightings sightings = new Sightings();
  private final VrrpDatagram packet = new VrrpDatagram();
  private final Map<Ear.Place, Ear> ears = new HashMap<>();
  private final Set<Ear.Place> deaf = new HashSet<>();
  private final Thread thread;
  private volatile List<ForeignVirtualRouter> heard = List.of();
  private volatile Runnable listener = () -> {};

  private ForeignRouters(ProtocolControl control) {
    this.control = control;
    thread = Thread.ofPlatform().daemon().name("foreign").unstarted(this::run);
  }

  /** Listens in the network namespace of the process. */
  public static ForeignRouters start(ProtocolControl control) {
    ForeignRouters started = new ForeignRouters(control);
    started.thread.start();
    return started;
  }

  /** At most 32, in an order that does not change by itself. */
  public List<ForeignVirtualRouter> heard() {
    return heard;
  }

  /** Calls {@code listener} when {@link #heard} has changed. */
  public void onChange(Runnable listener) {
    this.listener = listener;
  }

  private void run() {
    try {
      while (true) {
        listen(control.snapshot());
        Thread.sleep(
            ThreadLocalRandom.current().nextLong(SHORTEST_MILLISECONDS, LONGEST_MILLISECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ears.values().forEach(Ear::close);
    }
  }

  private void listen(LoopSnapshot snapshot) {
    Set<Ear.Place> wanted = places(snapshot);
    deaf.retainAll(wanted);
    ears.entrySet()
        .removeIf(
            entry -> {
              boolean gone = !wanted.contains(entry.getKey());
              if (gone) {
                entry.getValue().close();
              }
              return gone;
            });
    wanted.forEach(this::hear);
    List<ForeignVirtualRouter> now =
        sightings.foreign(
            snapshot.virtualRouters().stream().map(VirtualRouterSnapshot::spec).toList(),
            BootClock.nanos());
    if (!now.equals(heard)) {
      heard = now;
      listener.run();
    }
  }

  private void hear(Ear.Place place) {
    try {
      Ear ear = ears.get(place);
      if (ear == null) {
        ear = Ear.open(place);
        ears.put(place, ear);
      }
      ear.drain(packet, sightings, Instant.now(), BootClock.nanos());
      deaf.remove(place);
    } catch (ErrnoException e) {
      // Down, or gone: what hears it again is told by the next attempt.
      @Nullable Ear broken = ears.remove(place);
      if (broken != null) {
        broken.close();
      }
      if (deaf.add(place)) {
        LOG.atWarn()
            .addKeyValue("interface", place.interfaceName())
            .addKeyValue("error", e.getMessage())
            .log("can't hear the virtual routers of others; it is tried again each second");
      }
    }
  }

  private static Set<Ear.Place> places(LoopSnapshot snapshot) {
    Set<Ear.Place> places = new HashSet<>();
    for (var candidate : snapshot.interfaces()) {
      int index = index(candidate.name());
      if (index == 0) {
        continue;
      }
      if (candidate.subnets().stream().anyMatch(it -> it.address() instanceof Inet4Address)) {
        places.add(new Ear.Place(candidate.name(), index, Family.IPV4));
      }
      if (candidate.linkLocal() != null) {
        places.add(new Ear.Place(candidate.name(), index, Family.IPV6));
      }
    }
    return places;
  }

  /** 0 if there is none of that name. */
  private static int index(String name) {
    try {
      NetworkInterface found = NetworkInterface.getByName(name);
      return found == null ? 0 : found.getIndex();
    } catch (SocketException e) {
      return 0;
    }
  }

  /** Ends the thread, which closes the sockets; waits for nothing. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
