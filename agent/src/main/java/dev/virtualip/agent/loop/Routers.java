package dev.virtualip.agent.loop;

import dev.virtualip.agent.address.AddressThread;
import dev.virtualip.agent.linux.Epoll;
import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.LockSocket;
import dev.virtualip.agent.linux.VrrpDatagram;
import dev.virtualip.agent.linux.netlink.InterfaceAddress;
import dev.virtualip.agent.linux.netlink.Link;
import dev.virtualip.agent.linux.netlink.NetlinkEvent;
import dev.virtualip.agent.vrrp.Counters;
import dev.virtualip.agent.vrrp.Event;
import dev.virtualip.agent.vrrp.Standing;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.plan.Addresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All virtual routers of this node, and the channels that they share. */
final class Routers {

  /** Another process may hold a lock, and nothing tells when it lets go. */
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What shares a socket. */
  private record Place(int interfaceIndex, Family family) {}

  private final Epoll epoll;
  private final AddressThread addresses;
  private final RateLimitedLog log;
  private final Observer observer;
  private final Passwords passwords;
  private final InterfaceTable interfaces;

  private final List<RunningRouter> running = new ArrayList<>();

  /** No longer configured, but not yet without their addresses. */
  private final List<RunningRouter> departing = new ArrayList<>();

  private final Map<Place, Channel> channels = new LinkedHashMap<>();
  private final Map<String, Counters> counters = new TreeMap<>();
  private final Standings standings = new Standings();
  private final VrrpDatagram datagram = new VrrpDatagram();
  private long retryAt;
  private boolean waiting;
  private boolean departed;

  Routers(
      Epoll epoll,
      AddressThread addresses,
      InterfaceTable interfaces,
      RateLimitedLog log,
      Observer observer,
      Passwords passwords) {
    this.epoll = epoll;
    this.addresses = addresses;
    this.interfaces = interfaces;
    this.log = log;
    this.observer = observer;
    this.passwords = passwords;
  }

  /** Makes {@code specs} what runs. Who is no longer wanted goes by way of {@code departure}. */
  void configure(List<VirtualRouterSpec> specs, Event departure, long now) {
    List<RunningRouter> before = new ArrayList<>(running);
    running.clear();
    for (VirtualRouterSpec spec : specs) {
      Optional<RunningRouter> known =
          before.stream().filter(router -> router.canBecome(spec)).findFirst();
      known.ifPresent(before::remove);
      known.ifPresent(router -> guarded(router, now, it -> it.become(spec, now)));
      known.or(() -> create(spec, now)).ifPresent(running::add);
    }
    for (RunningRouter router : before) {
      Event how = specs.stream().anyMatch(router::serves) ? new Event.Leave() : departure;
      guarded(router, now, it -> it.feed(how, now));
      departing.add(router);
    }
    standings.configure(running);
    settle(now);
    standings.apply(running, now);
  }

  /** Every router of the node stands back, or no longer does. */
  void drain(boolean wanted, long now) {
    standings.drain(wanted);
    standings.apply(running, now);
  }

  /** The checks of a VirtualIP speak for or against its routers. */
  void stand(String virtualIP, Standing standing, List<FailingCheck> failing, long now) {
    standings.checks(virtualIP, standing, failing, now);
    standings.apply(running, now);
  }

  /** Sources check what they hand over; what gets through all the same must not stop the others. */
  private Optional<RunningRouter> create(VirtualRouterSpec spec, long now) {
    try {
      return Optional.of(
          new RunningRouter(spec, addresses, interfaces, log, observer, passwords, now));
    } catch (IllegalArgumentException e) {
      log.warn("refused", spec.virtualIP().name(), "can't run " + spec + ": " + e, now);
      return Optional.empty();
    }
  }

  /** Every router leaves by make-before-break. */
  void leave(long now) {
    running.forEach(router -> guarded(router, now, it -> it.feed(new Event.Leave(), now)));
    departing.addAll(running);
    running.clear();
    standings.configure(running);
    settle(now);
  }

  boolean isEmpty() {
    return running.isEmpty() && departing.isEmpty();
  }

  /** Gives routers their interface, or takes it, by what the kernel says now. */
  void settle(long now) {
    removeFinished(now);
    waiting = false;
    Set<InetAddress> virtual = virtualAddresses();
    everyone(router -> guarded(router, now, it -> settle(it, virtual, now)));
    channels.values().forEach(channel -> settle(channel, now));
    if (now - retryAt >= 0) {
      retryAt = now + RETRY_NANOS;
    }
  }

  private void settle(Channel channel, long now) {
    try {
      channel.settle(epoll);
    } catch (ErrnoException e) {
      waiting = true;
      log.warn("unicast", channel.link().name(), e.getMessage(), now);
    }
  }

  private void settle(RunningRouter router, Set<InetAddress> virtual, long now) {
    String name = router.spec().interfaceName();
    Optional<Link> link = interfaces.link(name);
    Family family = router.spec().family();
    Optional<InetAddress> source =
        link.flatMap(
            found ->
                interfaces
                    .source(family, found.index(), virtual)
                    .or(() -> ownersOwn(router, found.index())));
    Channel channel = router.channel();
    boolean linked = link.isPresent() && link.get().isUsable();
    boolean usable = linked && source.isPresent();
    if (channel != null && (!usable || channel.link().index() != link.get().index())) {
      // An interface that was made anew has not lost its source: the old one is gone.
      release(router, linked && !usable ? new Event.SourceLost() : new Event.InterfaceDown(), now);
    }
    if (linked && !usable) {
      router.hasNoSource(now);
    }
    if (!usable) {
      router.unable(obstacle(name, family, link));
    } else if (router.attached()) {
      router.sourceIs(source.get(), now);
      if (link.get().mac() != null) {
        router.macIs(link.get().mac());
      }
    } else if (running.contains(router)) {
      waiting = true;
      if (now - retryAt >= 0 || !router.hasTried()) {
        attach(router, link.get(), source.get(), now);
      }
    }
  }

  /** The owner may have no other address than the virtual one (RFC 9568 section 1.7). */
  private Optional<InetAddress> ownersOwn(RunningRouter router, int interfaceIndex) {
    return router.owner()
        ? interfaces.source(router.spec().family(), interfaceIndex, Set.of())
        : Optional.empty();
  }

  private String obstacle(String name, Family family, Optional<Link> link) {
    if (link.isEmpty()) {
      return "interface " + name + " does not exist; create it or name another one";
    }
    return link.get().isUsable()
        ? "interface " + name + " " + interfaces.missingSource(family, link.get())
        : "interface " + name + " is down or has no carrier; check 'ip link show " + name + "'";
  }

  private void attach(RunningRouter router, Link link, InetAddress source, long now) {
    VirtualRouterSpec spec = router.spec();
    if (link.mac() == null) {
      router.unable("interface " + link.name() + " has no hardware address; name another one");
      return;
    }
    router.tries();
    try {
      Channel channel = channel(link, spec.family());
      switch (LockSocket.tryTake(lockName(link, spec))) {
        case LockSocket.Taken(LockSocket lock) -> {
          router.attach(channel, lock, source, now);
          spec.addresses().stream()
              .map(InetAddress::ofLiteral)
              .filter(address -> interfaces.has(link.index(), address))
              .forEach(address -> router.feed(new Event.AddressAppeared(address), now));
        }
        case LockSocket.Refused(String holder) ->
            router.unable(
                "virtual router %d on %s is run by %s; stop that one first"
                    .formatted(spec.virtualRouterID(), link.name(), holder));
      }
    } catch (ErrnoException e) {
      router.unable(e.getMessage());
    }
    closeUnused();
  }

  boolean settled() {
    return departing.isEmpty() && running.stream().allMatch(RunningRouter::settled);
  }

  /** Of all that run; a second if none does. */
  long shortestIntervalNanos() {
    return TimeUnit.MILLISECONDS.toNanos(
        running.stream()
            .mapToLong(router -> router.spec().advertisementIntervalMilliseconds())
            .min()
            .orElse(1000));
  }

  HandedState hand(boolean configured) {
    Map<String, Map<String, Long>> counted = new LinkedHashMap<>();
    counters.forEach((name, values) -> counted.put(name, values.memory()));
    return new HandedState(
        configured,
        standings.drained(),
        standings.memory(),
        running.stream().map(RunningRouter::hand).toList(),
        counted);
  }

  /** Lets another process have the locks. */
  void unlock() {
    running.forEach(RunningRouter::unlock);
  }

  /** Leaves everything to another process as it is. */
  void cede() {
    running.forEach(RunningRouter::cede);
    running.clear();
    closeUnused();
  }

  /** Opens the sockets for routers that are to come; what fails is tried again with the router. */
  void prepare(HandedState preview, long now) {
    for (HandedRouter handed : preview.routers()) {
      Optional<Link> link = interfaces.link(handed.spec().interfaceName());
      if (link.isPresent() && link.get().isUsable()) {
        try {
          Channel channel = channel(link.get(), handed.spec().family());
          if (Translation.paths(handed.spec()).unicast()) {
            channel.openUnicast(epoll);
          }
        } catch (ErrnoException e) {
          log.warn("prepare", link.get().name(), e.getMessage(), now);
        }
      }
    }
  }

  /** Goes on with the routers of another process, which has given its locks back. */
  void resume(HandedState state, long now) {
    state
        .interfaceCounters()
        .forEach(
            (name, values) ->
                counters.computeIfAbsent(name, _ -> Counters.ofInterface()).recall(values));
    for (HandedRouter handed : state.routers()) {
      create(handed.spec(), now)
          .ifPresent(
              router -> {
                running.add(router);
                guarded(router, now, it -> resume(it, handed, now));
              });
    }
    closeUnused();
    standings.configure(running);
    standings.recall(state);
    settle(now);
    standings.apply(running, now);
  }

  private void resume(RunningRouter router, HandedRouter handed, long now) {
    InetAddress source = handed.memory().source();
    if (source == null) {
      router.resume(handed, now);
      return;
    }
    // Without its interface or its lock it begins afresh, once it gets them.
    Optional<Link> link = interfaces.link(handed.spec().interfaceName()).filter(Link::isUsable);
    if (link.isPresent()) {
      try {
        Channel channel = channel(link.get(), handed.spec().family());
        if (LockSocket.tryTake(lockName(link.get(), handed.spec()))
            instanceof LockSocket.Taken(LockSocket lock)) {
          router.occupy(channel, lock, source);
          router.resume(handed, now);
        }
      } catch (ErrnoException e) {
        router.unable(e.getMessage());
      }
    }
  }

  private static String lockName(Link link, VirtualRouterSpec spec) {
    return "virtualip/%d/%s/%d"
        .formatted(link.index(), Translation.family(spec.family()), spec.virtualRouterID());
  }

  private Channel channel(Link link, Family family) throws ErrnoException {
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

  private void release(RunningRouter router, Event reason, long now) {
    Channel channel = router.detach(reason, now);
    if (channel != null) {
      channel.leave(router);
      closeUnused();
    }
  }

  /** Closing the last copy of a descriptor takes it out of the epoll set (epoll(7)). */
  private void closeUnused() {
    List<Channel> unused = channels.values().stream().filter(Channel::isUnused).toList();
    channels.values().removeAll(unused);
    unused.forEach(Channel::close);
  }

  private void removeFinished(long now) {
    List<RunningRouter> finished = departing.stream().filter(RunningRouter::finished).toList();
    finished.forEach(router -> release(router, new Event.InterfaceDown(), now));
    departed |= departing.removeAll(finished);
  }

  /** Tells the routers what the kernel says of their addresses. */
  void onNetlink(NetlinkEvent event, long now) {
    switch (event) {
      case NetlinkEvent.AddressAdded(InterfaceAddress address) ->
          tell(address, new Event.AddressAppeared(address.address()), now);
      case NetlinkEvent.AddressRemoved(InterfaceAddress address) ->
          tell(address, new Event.AddressGone(address.address()), now);
      case NetlinkEvent.LinkChanged _, NetlinkEvent.LinkRemoved _, NetlinkEvent.Overrun _ -> {
        // settle() looks at the table, which knows.
      }
    }
  }

  private void tell(InterfaceAddress address, Event event, long now) {
    String literal = Addresses.text(address.address());
    everyone(
        router -> {
          Channel channel = router.channel();
          if (channel != null
              && channel.link().index() == address.interfaceIndex()
              && router.spec().addresses().contains(literal)) {
            guarded(router, now, it -> it.feed(event, now));
          }
        });
  }

  /** After events were lost: says again which addresses there are. */
  void retellAddresses(long now) {
    everyone(
        router -> {
          Channel channel = router.channel();
          if (channel != null) {
            for (String literal : router.spec().addresses()) {
              InetAddress address = InetAddress.ofLiteral(literal);
              Event event =
                  interfaces.has(channel.link().index(), address)
                      ? new Event.AddressAppeared(address)
                      : new Event.AddressGone(address);
              guarded(router, now, it -> it.feed(event, now));
            }
          }
        });
  }

  void refused(Command.Refused refusal, long now) {
    everyone(
        router -> {
          Channel channel = router.channel();
          if (channel != null
              && channel.link().index() == refusal.holder().interfaceIndex()
              && router.spec().addresses().contains(Addresses.text(refusal.address()))) {
            guarded(router, now, it -> it.refused(refusal.address(), refusal.reason(), now));
          }
        });
  }

  /** Reads every socket empty. */
  void drain(long now) {
    channels.values().forEach(channel -> channel.drain(datagram, now));
  }

  /** Does what is due; every event so far must be in. */
  void onDeadline(long now) {
    everyone(router -> guarded(router, now, it -> it.onDeadline(now)));
    boolean someFinished = departing.stream().anyMatch(RunningRouter::finished);
    if (someFinished || (waiting && now - retryAt >= 0)) {
      settle(now);
    }
    // What this asks for is due at once, in the next turn, after the sockets were drained again.
    standings.apply(running, now);
  }

  /** When {@link #onDeadline} is due next. */
  OptionalLong deadline(long now) {
    long soonest = Long.MAX_VALUE;
    for (List<RunningRouter> routers : List.of(running, departing)) {
      for (RunningRouter router : routers) {
        soonest = Math.min(soonest, router.nanosUntilDeadline(now));
      }
    }
    if (waiting) {
      soonest = Math.min(soonest, retryAt - now);
    }
    soonest = Math.min(soonest, standings.nanosUntilDue(running, now));
    return soonest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(now + soonest);
  }

  /** Configured virtual addresses: never a source of adverts, never a subnet of the node. */
  Set<InetAddress> virtualAddresses() {
    Set<InetAddress> virtual = new HashSet<>();
    everyone(
        router ->
            router.spec().addresses().forEach(text -> virtual.add(InetAddress.ofLiteral(text))));
    return virtual;
  }

  boolean socketsOpen() {
    return running.stream().allMatch(RunningRouter::attached);
  }

  /** Whether something that a status would tell has changed since the last call. */
  boolean refresh() {
    boolean changed = departed;
    departed = false;
    for (List<RunningRouter> routers : List.of(running, departing)) {
      for (RunningRouter router : routers) {
        changed |= router.refresh();
      }
    }
    return changed;
  }

  List<VirtualRouterSnapshot> snapshots() {
    List<VirtualRouterSnapshot> snapshots = new ArrayList<>();
    everyone(router -> snapshots.add(router.snapshot()));
    return List.copyOf(snapshots);
  }

  Map<String, Map<String, Long>> interfaceCounters() {
    Map<String, Map<String, Long>> copy = new LinkedHashMap<>();
    counters.forEach((name, values) -> copy.put(name, values.byLeafName()));
    return copy;
  }

  private void everyone(Consumer<RunningRouter> action) {
    running.forEach(action);
    departing.forEach(action);
  }

  /** One router's fault must not stop the others. */
  private void guarded(RunningRouter router, long now, Consumer<RunningRouter> action) {
    try {
      action.accept(router);
    } catch (RuntimeException e) {
      router.unable("internal error, please report it: " + describe(e));
      log.warn("internal", router.spec().virtualIP().name(), describe(e), now);
    }
  }

  private static String describe(RuntimeException e) {
    @Nullable StackTraceElement[] trace = e.getStackTrace();
    return e + (trace.length == 0 ? "" : " at " + trace[0]);
  }
}
