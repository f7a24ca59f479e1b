package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ways by which a virtual router sends and hears adverts.
 *
 * @param multicast to and from the group; whoever is on the link may take part
 * @param unicast to and from each of {@code peers}; nobody else may take part
 * @param peers addresses that they send from, all of the router's family, in the order of sending
 */
public record Paths(boolean multicast, boolean unicast, Set<InetAddress> peers) {

  /** What RFC 9568 knows. */
  public static final Paths MULTICAST_ONLY = new Paths(true, false, Set.of());

  public Paths {
    peers = Collections.unmodifiableSet(new LinkedHashSet<>(peers));
  }

  public static Paths unicastOnly(Collection<InetAddress> peers) {
    return new Paths(false, true, new LinkedHashSet<>(peers));
  }

  public static Paths both(Collection<InetAddress> peers) {
    return new Paths(true, true, new LinkedHashSet<>(peers));
  }

  /** Whether each advert comes twice while all is well. */
  public boolean isBoth() {
    return multicast && unicast;
  }

  /** Why a packet that came by {@code path} has no effect; null if the path says nothing. */
  @Nullable InvalidReason objection(Path path, InetAddress source) {
    return switch (path) {
      case MULTICAST -> multicast ? null : InvalidReason.DESTINATION;
      case UNICAST -> {
        if (!unicast) {
          yield InvalidReason.DESTINATION;
        }
        yield peers.contains(source) ? null : InvalidReason.PEER;
      }
    };
  }
}
