package dev.virtualip.agent.loop;

import dev.virtualip.agent.address.Claim;
import dev.virtualip.agent.linux.ClaimSocket;
import dev.virtualip.agent.linux.Epoll;
import dev.virtualip.agent.linux.Errno;
import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.VrrpDatagram;
import dev.virtualip.agent.linux.VrrpSocket;
import dev.virtualip.agent.linux.netlink.Link;
import dev.virtualip.agent.vrrp.AdvertisementCodec;
import dev.virtualip.agent.vrrp.Counter;
import dev.virtualip.agent.vrrp.Counters;
import dev.virtualip.agent.vrrp.Datagram;
import dev.virtualip.agent.vrrp.Decoded;
import dev.virtualip.agent.vrrp.Expectation;
import dev.virtualip.agent.vrrp.InvalidReason;
import dev.virtualip.agent.vrrp.Path;
import dev.virtualip.agent.vrrp.Repeats;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.plan.Addresses;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The adverts of one family on one interface: one socket for all its virtual routers, so that 255
 * of them don't read every packet 255 times.
 */
final class Channel implements AutoCloseable {

  private final Link link;
  private final Family family;
  private final VrrpSocket socket;

  /** Open while a router wants it: a socket of its own, because the other one is the group's. */
  private @Nullable VrrpSocket unicast;

  private final ClaimSocket claims;
  private final RateLimitedLog log;
  private final Observer observer;
  private final @Nullable RunningRouter[] routers = new @Nullable RunningRouter[256];
  private final Expectation.ByRouter expectations = this::expectation;
  private final Repeats repeats = new Repeats();

  /** Apart, or each copy that comes the other way would push out the one before. */
  private final Repeats unicastRepeats = new Repeats();

  private final Counters counters;

  /** Whether {@link #claims} has yet to be told which addresses there are. */
  private boolean addressesChanged;

  /**
   * Opens the sockets.
   *
   * @param counters of this interface; they outlive the socket
   */
  static Channel open(
      Link link, Family family, Counters counters, RateLimitedLog log, Observer observer)
      throws ErrnoException {
    VrrpSocket socket =
        switch (family) {
          case IPV4 -> VrrpSocket.openIpv4(link.name(), link.index());
          case IPV6 -> VrrpSocket.openIpv6(link.name(), link.index());
        };
    try {
      ClaimSocket claims = ClaimSocket.open(link.name(), link.index(), family == Family.IPV6);
      return new Channel(link, family, socket, claims, counters, log, observer);
    } catch (ErrnoException e) {
      socket.close();
      throw e;
    }
  }

  private Channel(
      Link link,
      Family family,
      VrrpSocket socket,
      ClaimSocket claims,
      Counters counters,
      RateLimitedLog log,
      Observer observer) {
    this.link = link;
    this.family = family;
    this.socket = socket;
    this.claims = claims;
    this.counters = counters;
    this.log = log;
    this.observer = observer;
  }

  Link link() {
    return link;
  }

  Family family() {
    return family;
  }

  /**
   * Sends an advert to the group or to one router.
   *
   * @return why not, for a log; null if it was sent
   * @throws ErrnoException if the kernel says why not
   */
  @Nullable String send(InetAddress source, InetAddress to, ByteBuffer message)
      throws ErrnoException {
    VrrpSocket by = to.isMulticastAddress() ? socket : unicast;
    if (by == null) {
      return "there is no socket for unicast yet";
    }
    return by.send(source, to, message) ? null : "the interface's queue is full";
  }

  /**
   * Opens the socket for unicast if a router wants it, and closes it if none does. A channel that
   * has no routers yet keeps what was opened for them.
   */
  void settle(Epoll epoll) throws ErrnoException {
    List<RunningRouter> present = routers();
    if (present.stream().anyMatch(router -> router.terms().paths().unicast())) {
      openUnicast(epoll);
    } else if (unicast != null && !present.isEmpty()) {
      unicast.close();
      unicast = null;
    }
  }

  /** Hears unicast from now on. */
  void openUnicast(Epoll epoll) throws ErrnoException {
    if (unicast != null) {
      return;
    }
    VrrpSocket opened =
        switch (family) {
          case IPV4 -> VrrpSocket.openIpv4Unicast(link.name(), link.index());
          case IPV6 -> VrrpSocket.openIpv6Unicast(link.name(), link.index());
        };
    try {
      epoll.add(opened, 0);
    } catch (ErrnoException e) {
      opened.close();
      throw e;
    }
    unicast = opened;
  }

  /** Wakes the loop when there is something to {@link #drain}. */
  void watch(Epoll epoll) throws ErrnoException {
    epoll.add(socket, 0);
    epoll.add(claims, 0);
  }

  /** One of the routers has other addresses than before. */
  void addressesChanged() {
    addressesChanged = true;
  }

  void join(RunningRouter router) {
    addressesChanged();
    routers[router.spec().virtualRouterID()] = router;
  }

  void leave(RunningRouter router) {
    addressesChanged();
    int virtualRouterID = router.spec().virtualRouterID();
    if (routers[virtualRouterID] == router) {
      routers[virtualRouterID] = null;
    }
  }

  boolean isUnused() {
    return Arrays.stream(routers).allMatch(Objects::isNull);
  }

  private @Nullable Expectation expectation(int virtualRouterID) {
    RunningRouter router = routers[virtualRouterID];
    return router == null ? null : router.terms().expectation();
  }

  /**
   * Reads the sockets empty and feeds the state machines. A flood may go on for ever, so it ends
   * when all is read that can have been there when it began: nothing older is left for a timer to
   * overlook.
   */
  void drain(VrrpDatagram datagram, long now) {
    drain(socket, Path.MULTICAST, datagram, now);
    if (unicast != null) {
      drain(unicast, Path.UNICAST, datagram, now);
    }
    try {
      drainClaims(now);
    } catch (ErrnoException e) {
      // Says once that the interface is down, which netlink tells as well.
      if (!e.is(Errno.ENETDOWN)) {
        log.warn("claims", link.name(), "can't hear who claims addresses: " + e.getMessage(), now);
      }
    }
  }

  private void drain(VrrpSocket from, Path path, VrrpDatagram datagram, long now) {
    try {
      for (int count = 0; count < from.capacity() && from.receive(datagram); count++) {
        take(datagram, path, now);
      }
    } catch (ErrnoException e) {
      log.warn("receive", link.name(), "can't read adverts: " + e.getMessage(), now);
    }
  }

  private void drainClaims(long now) throws ErrnoException {
    if (addressesChanged) {
      claims.listenFor(
          routers().stream().flatMap(router -> router.terms().addresses().stream()).toList());
      addressesChanged = false;
    }
    for (int count = 0; count < claims.capacity(); count++) {
      ByteBuffer frame = claims.receive();
      if (!frame.hasRemaining()) {
        return;
      }
      Claim.parse(frame)
          .ifPresent(claim -> routers().forEach(router -> router.claimed(claim, now)));
    }
  }

  private List<RunningRouter> routers() {
    List<RunningRouter> list = new ArrayList<>();
    for (RunningRouter router : routers) {
      if (router != null) {
        list.add(router);
      }
    }
    return list;
  }

  private void take(VrrpDatagram packet, Path path, long now) {
    if (path == Path.UNICAST && packet.destination().isMulticastAddress()) {
      // The other socket has it, too.
      return;
    }
    if (!packet.isWhole()) {
      reject(new Decoded.Invalid(InvalidReason.IP_HEADER, 0), packet, now);
      return;
    }
    Datagram datagram =
        new Datagram(packet.source(), packet.destination(), packet.ttl(), packet.message());
    Repeats known = path == Path.UNICAST ? unicastRepeats : repeats;
    switch (AdvertisementCodec.decode(datagram, expectations, known)) {
      case Decoded.Valid valid -> {
        RunningRouter router = routers[valid.advertisement().virtualRouterID()];
        if (router != null) {
          router.received(valid, path, datagram.source(), now);
        }
      }
      case Decoded.Invalid invalid -> reject(invalid, packet, now);
    }
  }

  private void reject(Decoded.Invalid invalid, VrrpDatagram packet, long now) {
    Counter counter = invalid.reason().counter();
    RunningRouter router = routers[invalid.virtualRouterID()];
    if (router == null || !router.count(counter)) {
      counters.increment(counter);
    }
    // Other groups on the link are none of our business (RFC 9568 section 7.1).
    if (invalid.reason() != InvalidReason.VIRTUAL_ROUTER_ID) {
      observer.observe(
          new Observation.AdvertDiscarded(link.name(), packet.source(), invalid.reason().name()));
      String source = Addresses.text(packet.source());
      log.warn(
          invalid.reason().name(),
          source,
          "discarded an advert from %s on %s: %s"
              .formatted(source, link.name(), Translation.rejection(invalid.reason())),
          now);
    }
  }

  @Override
  public void close() {
    socket.close();
    if (unicast != null) {
      unicast.close();
    }
    claims.close();
  }
}
