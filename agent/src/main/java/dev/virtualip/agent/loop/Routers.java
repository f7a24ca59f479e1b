package dev.virtualip.agent.loop;

import dev.virtualip.agent.address.AddressThread;
import dev.virtualip.agent.linux.Epoll;
import dev.virtualip.agent.linux.netlink.InterfaceAddress;
import dev.virtualip.agent.linux.netlink.Link;
import dev.virtualip.agent.linux.netlink.NetlinkEvent;
import dev.virtualip.agent.vrrp.Event;
import dev.virtualip.agent.vrrp.Standing;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.plan.Addresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All virtual routers of this node, and the channels that they share. */
final class Routers {

  /** Another process may hold a lock, and nothing tells when it lets go. */
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final AddressThread addresses;
  private final RateLimitedLog log;
  private final Observer observer;
  private final Passwords passwords;
  private final AddressBook book;
  private final InterfaceTable interfaces;

  private final List<RunningRouter> running = new ArrayList<>();

  /** No longer configured, but not yet without their addresses. */
  private final List<RunningRouter> departing = new ArrayList<>();

  private final Channels channels;
  private final Settlement settlement;
  private final Standings standings = new Standings();
  private long retryAt;
  private boolean waiting;
  private boolean departed;

  Routers(
      Epoll epoll,
      AddressThread addresses,
      InterfaceTable interfaces,
      RateLimitedLog log,
      Observer observer,
      Passwords passwords,
      AddressBook book) {
    this.addresses = addresses;
    this.interfaces = interfaces;
    this.log = log;
    this.observer = observer;
    this.passwords = passwords;
    this.book = book;
    this.channels = new Channels(epoll, log, observer);
    this.settlement = new Settlement(interfaces, channels);
  }

  /** Makes {@code specs} what runs. Who is no longer wanted goes by way of {@code departure}. */
  void configure(List<VirtualRouterSpec> specs, Event departure, long now) {
    List<RunningRouter> before = new ArrayList<>(running);
    running.clear();
    for (VirtualRouterSpec spec : specs) {
      Optional<RunningRouter> known =
          before.stream().filter(router -> router.canBecome(spec)).findFirst();
      known.ifPresent(before::remove);
      known.ifPresent(
          router ->
              guarded(
                  router,
                  now,
                  it -> {
                    it.become(spec, now);
                    it.remember(book);
                  }));
      known.or(() -> create(spec, now)).ifPresent(running::add);
    }
    for (RunningRouter router : before) {
      Event how = specs.stream().anyMatch(router.terms()::serves) ? new Event.Leave() : departure;
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
      RunningRouter router =
          new RunningRouter(spec, addresses, interfaces, log, observer, passwords, now);
      router.remember(book);
      return Optional.of(router);
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
    // Whoever has left may have had what another one waits for.
    boolean again = removeFinished(now) || now - retryAt >= 0;
    waiting = false;
    Set<InetAddress> virtual = virtualAddresses();
    everyone(router -> settle(router, virtual, again, now));
    if (!channels.settle(now)) {
      waiting = true;
    }
    if (again) {
      retryAt = now + RETRY_NANOS;
    }
  }

  private void settle(RunningRouter router, Set<InetAddress> virtual, boolean again, long now) {
    boolean done =
        guarded(
            router,
            now,
            it -> {
              if (settlement.settle(it, virtual, running.contains(it), again, now)) {
                waiting = true;
              }
            });
    if (!done) {
      waiting = true;
    }
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
    return new HandedState(
        configured,
        standings.drained(),
        standings.memory(),
        running.stream().map(RunningRouter::hand).toList(),
        channels.memory());
  }

  /** Lets another process have the locks. */
  void unlock() {
    running.forEach(RunningRouter::unlock);
  }

  /** Leaves everything to another process as it is. */
  void cede() {
    running.forEach(RunningRouter::cede);
    running.clear();
    channels.closeUnused();
  }

  /** Opens the sockets for routers that are to come; what fails is tried again with the router. */
  void prepare(HandedState preview, long now) {
    for (HandedRouter handed : preview.routers()) {
      Optional<Link> link = interfaces.link(handed.spec().interfaceName());
      if (link.isPresent() && link.get().isUsable()) {
        channels.prepare(link.get(), handed, now);
      }
    }
  }

  /** Goes on with the routers of another process, which has given its locks back. */
  void resume(HandedState state, long now) {
    channels.recall(state.interfaceCounters());
    for (HandedRouter handed : state.routers()) {
      create(handed.spec(), now)
          .ifPresent(
              router -> {
                running.add(router);
                guarded(router, now, it -> settlement.resume(it, handed, now));
              });
    }
    channels.closeUnused();
    standings.configure(running);
    standings.recall(state);
    settle(now);
    standings.apply(running, now);
  }

  /** Returns whether there were some. */
  private boolean removeFinished(long now) {
    List<RunningRouter> finished = departing.stream().filter(RunningRouter::finished).toList();
    finished.forEach(router -> settlement.release(router, new Event.InterfaceDown(), now));
    departed |= departing.removeAll(finished);
    return !finished.isEmpty();
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
    channels.drain(now);
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
    return channels.countersByLeafName();
  }

  private void everyone(Consumer<RunningRouter> action) {
    running.forEach(action);
    departing.forEach(action);
  }

  /** One router's fault must not stop the others; returns whether there was none. */
  private boolean guarded(RunningRouter router, long now, Consumer<RunningRouter> action) {
    try {
      action.accept(router);
      return true;
    } catch (RuntimeException e) {
      router.unable("internal error, please report it: " + describe(e));
      log.warn("internal", router.spec().virtualIP().name(), describe(e), now);
      return false;
    }
  }

  private static String describe(RuntimeException e) {
    @Nullable StackTraceElement[] trace = e.getStackTrace();
    return e + (trace.length == 0 ? "" : " at " + trace[0]);
  }
}
