package dev.virtualip.agent.loop;

import dev.virtualip.agent.linux.Epoll;
import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.VrrpDatagram;
import dev.virtualip.agent.linux.netlink.Link;
import dev.virtualip.agent.vrrp.Counters;
import dev.virtualip.api.v1alpha1.Family;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The channels that the virtual routers of this node share, and what is counted of each link. */
final class Channels {

  /** What shares a socket. */
  private record Place(int interfaceIndex, Family family) {}

  private final Epoll epoll;
  private final RateLimitedLog log;
  private final Observer observer;
  private final Map<Place, Channel> channels = new LinkedHashMap<>();
  private final Map<String, Counters> counters = new TreeMap<>();
  private final VrrpDatagram datagram = new VrrpDatagram();

  Channels(Epoll epoll, RateLimitedLog log, Observer observer) {
    this.epoll = epoll;
    this.log = log;
    this.observer = observer;
  }

  /** The one of {@code link}, opened if it is not there yet. */
  Channel of(Link link, Family family) throws ErrnoException {
    Place place = new Place(link.index(), family);
    Channel known = channels.get(place);
    if (known != null) {
      return known;
    }
    Counters interfaceCounters =
        counters.computeIfAbsent(link.name(), name -> Counters.ofInterface());
    Channel opened = Channel.open(link, family, interfaceCounters, log, observer);
    try {
      opened.watch(epoll);
    } catch (ErrnoException e) {
      opened.close();
      throw e;
    }
    channels.put(place, opened);
    return opened;
  }

  /** Opens the sockets for a router that is to come; what fails is tried again with it. */
  void prepare(Link link, HandedRouter handed, long now) {
    try {
      Channel channel = of(link, handed.spec().family());
      if (Translation.paths(handed.spec()).unicast()) {
        channel.openUnicast(epoll);
      }
    } catch (ErrnoException e) {
      log.warn("prepare", link.name(), e.getMessage(), now);
    }
  }

  /**
   * Opens and closes what the routers want or no longer want.
   *
   * @return whether all of it worked
   */
  boolean settle(long now) {
    boolean settled = true;
    for (Channel channel : channels.values()) {
      try {
        channel.settle(epoll);
      } catch (ErrnoException e) {
        settled = false;
        log.warn("unicast", channel.link().name(), e.getMessage(), now);
      }
    }
    return settled;
  }

  /** Reads every socket empty. */
  void drain(long now) {
    channels.values().forEach(channel -> channel.drain(datagram, now));
  }

  /** Closing the last copy of a descriptor takes it out of the epoll set (epoll(7)). */
  void closeUnused() {
    List<Channel> unused = channels.values().stream().filter(Channel::isUnused).toList();
    channels.values().removeAll(unused);
    unused.forEach(Channel::close);
  }

  /** By interface, under the leaf names of RFC 8347. */
  Map<String, Map<String, Long>> countersByLeafName() {
    Map<String, Map<String, Long>> copy = new LinkedHashMap<>();
    counters.forEach((name, values) -> copy.put(name, values.byLeafName()));
    return copy;
  }

  /** The counters, for another process. */
  Map<String, Map<String, Long>> memory() {
    Map<String, Map<String, Long>> counted = new LinkedHashMap<>();
    counters.forEach((name, values) -> counted.put(name, values.memory()));
    return counted;
  }

  void recall(Map<String, Map<String, Long>> counted) {
    counted.forEach(
        (name, values) ->
            counters.computeIfAbsent(name, _ -> Counters.ofInterface()).recall(values));
  }
}
