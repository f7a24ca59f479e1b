package dev.virtualip.agent.loop;

import dev.virtualip.agent.address.AddressListener;
import dev.virtualip.agent.address.AddressThread;
import dev.virtualip.agent.address.Holder;
import dev.virtualip.agent.linux.BootClock;
import dev.virtualip.agent.linux.Epoll;
import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.EventFd;
import dev.virtualip.agent.linux.Scheduling;
import dev.virtualip.agent.linux.TimerFd;
import dev.virtualip.agent.linux.netlink.NetlinkEvent;
import dev.virtualip.agent.linux.netlink.NetlinkMonitor;
import dev.virtualip.agent.linux.netlink.Rtnetlink;
import dev.virtualip.agent.vrrp.Event;
import dev.virtualip.agent.vrrp.Standing;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol thread. Each turn of its duty cycle reads the clock once, takes commands, drains
 * every socket, and only then lets timers fire: a timer that is late, because the process was
 * paused, finds the adverts of those who took over meanwhile already heard.
 */
public final class ProtocolLoop implements ProtocolControl, Replaceable, Successor, AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(ProtocolLoop.class);

  /** Idle turns, by which liveness is judged. */
  private static final int IDLE_MILLISECONDS = 1000;

  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(IDLE_MILLISECONDS);

  /** Less is what schedulers do; more may cost an advert of the shortest intervals in use. */
  private static final long NOTABLE_LATENESS_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** A pause within the drain itself; what arrived during it must be heard as well. */
  private static final long SLOW_DRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final int MOST_DRAINS = 5;

  /** An exit must not wait for a thread that hangs. */
  private static final Duration STOP = Duration.ofMillis(100);

  /** How stale the counters of a snapshot may be while nothing else changes. */
  private static final long COUNTERS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Queue<Command> commands = new ConcurrentLinkedQueue<>();

  /** Commands that wait until the thread acts. */
  private final Deque<Command> heldBack = new ArrayDeque<>();

  private final List<Consumer<LoopSnapshot>> listeners = new CopyOnWriteArrayList<>();
  private final List<CompletableFuture<Void>> leaving = new ArrayList<>();
  private final InterfaceTable interfaces = new InterfaceTable();
  private final RateLimitedLog log = new RateLimitedLog(LOGGER);

  private final Epoll epoll;

  /** Without the sockets: they are left alone while the thread stands still. */
  private final Epoll standstill;

  private final EventFd wakeUp;
  private final TimerFd timer;
  private final NetlinkMonitor monitor;
  private final Rtnetlink kernel;
  private final AddressThread addresses;
  private final Routers routers;
  private final Observer observer;
  private final Relay relay;
  private final Thread thread;

  private volatile long lastTurnNanos = BootClock.nanos();
  private volatile LoopSnapshot snapshot;
  private boolean configured;
  private boolean stopped;
  private boolean networkChanged = true;
  private boolean overrun;
  private boolean changedElsewhere;
  private boolean departed;
  private long publishedAt;
  private long dueAt = Long.MAX_VALUE;

  private ProtocolLoop(Observer observer, Passwords passwords, boolean waits)
      throws ErrnoException {
    this.observer = observer;
    relay = new Relay(waits);
    epoll = Epoll.open();
    standstill = Epoll.open();
    wakeUp = EventFd.open();
    timer = TimerFd.open();
    monitor = NetlinkMonitor.open();
    kernel = Rtnetlink.open();
    addresses = AddressThread.start(new Refusals());
    routers = new Routers(epoll, addresses, interfaces, log, observer, passwords);
    epoll.add(wakeUp, 0);
    epoll.add(timer, 0);
    epoll.add(monitor, 0);
    standstill.add(wakeUp, 0);
    standstill.add(timer, 0);
    // After the monitor listens: what changes in between is then heard of twice, not never.
    interfaces.reload(kernel);
    // Planning asks for the interfaces before the thread has turned once.
    snapshot = new LoopSnapshot(false, false, List.of(), interfaces.candidates(Set.of()), Map.of());
    thread = Thread.ofPlatform().name("protocol").unstarted(this::run);
  }

  /**
   * Starts the protocol thread in the network namespace of the calling thread.
   *
   * @param observer is told what happens, on that thread
   * @param passwords are asked for on that thread
   */
  public static ProtocolLoop start(Observer observer, Passwords passwords) throws ErrnoException {
    return start(new ProtocolLoop(observer, passwords, false));
  }

  /** The same, but it waits until it is told how to begin, as a {@link Successor}. */
  public static ProtocolLoop startWaiting(Observer observer, Passwords passwords)
      throws ErrnoException {
    return start(new ProtocolLoop(observer, passwords, true));
  }

  private static ProtocolLoop start(ProtocolLoop loop) {
    loop.thread.start();
    return loop;
  }

  @Override
  public void configure(List<VirtualRouterSpec> routers, Departure departure) {
    post(new Command.Configure(List.copyOf(routers), departure));
  }

  @Override
  public void drain(boolean drained) {
    post(new Command.Drain(drained));
  }

  @Override
  public void stand(String virtualIP, int penalty, boolean reserve, List<FailingCheck> failing) {
    post(new Command.Stand(virtualIP, new Standing(penalty, reserve), List.copyOf(failing)));
  }

  @Override
  public CompletableFuture<Void> leave() {
    CompletableFuture<Void> left = new CompletableFuture<>();
    post(new Command.Leave(left));
    return left;
  }

  @Override
  public CompletableFuture<HandedState> preview() {
    CompletableFuture<HandedState> state = new CompletableFuture<>();
    post(new Command.Preview(state));
    return state;
  }

  @Override
  public CompletableFuture<HandedState> freeze() {
    CompletableFuture<HandedState> state = new CompletableFuture<>();
    post(new Command.Freeze(state));
    return state;
  }

  @Override
  public void thaw() {
    post(new Command.Thaw());
  }

  @Override
  public CompletableFuture<Boolean> cede() {
    CompletableFuture<Boolean> ceded = new CompletableFuture<>();
    post(new Command.Cede(ceded));
    return ceded;
  }

  @Override
  public CompletableFuture<Void> prepare(HandedState preview) {
    CompletableFuture<Void> prepared = new CompletableFuture<>();
    post(new Command.Prepare(preview, prepared));
    return prepared;
  }

  @Override
  public void brace() {
    post(new Command.Brace(true));
  }

  @Override
  public void relax() {
    post(new Command.Brace(false));
  }

  @Override
  public CompletableFuture<Void> resume(HandedState state) {
    CompletableFuture<Void> resumed = new CompletableFuture<>();
    post(new Command.Resume(state, resumed));
    return resumed;
  }

  @Override
  public void begin() {
    post(new Command.Begin());
  }

  @Override
  public LoopSnapshot snapshot() {
    return snapshot;
  }

  @Override
  public void subscribe(Consumer<LoopSnapshot> listener) {
    listeners.add(listener);
  }

  @Override
  public long lastTurnNanos() {
    return lastTurnNanos;
  }

  private void post(Command command) {
    commands.add(command);
    try {
      wakeUp.signal();
    } catch (ErrnoException e) {
      throw new IllegalStateException("the protocol thread can't be woken", e);
    }
  }

  private void run() {
    LOGGER
        .atInfo()
        .addKeyValue("thread", Scheduling.raiseCurrentThread())
        .addKeyValue("jvm", Scheduling.raiseJvmThreads())
        .log("scheduling");
    while (!stopped) {
      try {
        (relay.listens() ? epoll : standstill).await(IDLE_MILLISECONDS);
        turn();
      } catch (ErrnoException | RuntimeException e) {
        log.warn("internal", "loop", e.toString(), BootClock.nanos());
      }
    }
  }

  private void turn() throws ErrnoException {
    wakeUp.drain();
    timer.drain();
    long now = BootClock.nanos();
    measureLateness(now);
    relay.expire(now);
    boolean listened = relay.listens();
    if (listened) {
      now = drainWell(now);
    }
    obey(now);
    if (relay.acts()) {
      if (!listened) {
        // What arrived while it stood still must be heard before a timer fires.
        now = drainWell(now);
      }
      routers.onDeadline(now);
      completeLeaving();
      freeze(now);
    }
    if (!relay.ceded()) {
      publish(now);
    }
    rearm(now);
    lastTurnNanos = now;
  }

  /** Returns when that was, because it may take long. */
  private long drainWell(long begin) throws ErrnoException {
    long now = begin;
    drain(now);
    for (int again = 1; again < MOST_DRAINS; again++) {
      long after = BootClock.nanos();
      if (after - now < SLOW_DRAIN_NANOS) {
        break;
      }
      now = after;
      drain(now);
    }
    return now;
  }

  /** Stands still for a successor, if one waits and this is the moment. */
  private void freeze(long now) {
    if (!relay.wantsToFreeze() || !routers.settled()) {
      return;
    }
    CompletableFuture<HandedState> wanted =
        relay.freeze(routers.deadline(now), routers.shortestIntervalNanos(), now);
    if (wanted != null) {
      HandedState state = routers.hand(configured);
      // A renewal that still waits would bring back what the successor has released by then.
      addresses.afterAll(() -> wanted.complete(state));
    }
  }

  /** How long after it was due the thread got to turn, by its timer or by its idle turns. */
  private void measureLateness(long now) {
    long lateness = Math.max(0, now - dueAt);
    observer.turned(lateness);
    if (lateness > NOTABLE_LATENESS_NANOS) {
      observer.observe(new Observation.Late(lateness));
    }
  }

  private void drain(long now) throws ErrnoException {
    drainKernel(now);
    routers.drain(now);
  }

  private void drainKernel(long now) throws ErrnoException {
    monitor.drain(event -> hear(event, now));
    if (overrun) {
      reload(now);
    }
    if (networkChanged) {
      networkChanged = false;
      changedElsewhere = true;
      routers.settle(now);
    }
  }

  /** A failure leaves the adverts alone and is tried again at the next turn. */
  private void reload(long now) {
    try {
      interfaces.reload(kernel);
      routers.retellAddresses(now);
      overrun = false;
    } catch (ErrnoException e) {
      log.warn("reload", "netlink", e.getMessage(), now);
    }
  }

  private void hear(NetlinkEvent event, long now) {
    switch (event) {
      case NetlinkEvent.Overrun() -> {
        overrun = true;
        networkChanged = true;
      }
      case NetlinkEvent.AddressAdded(var address) when address.isMarked() -> {
        // A bind or a renewal of an agent: says nothing about interfaces.
      }
      default -> networkChanged = true;
    }
    tell(event);
    interfaces.apply(event);
    routers.onNetlink(event, now);
  }

  private void tell(NetlinkEvent event) {
    switch (event) {
      case NetlinkEvent.AddressAdded(var address)
          when !interfaces.has(address.interfaceIndex(), address.address()) ->
          observer.observe(
              new Observation.AddressChanged(
                  interfaces.name(address.interfaceIndex()), address.address(), true));
      case NetlinkEvent.AddressRemoved(var address) ->
          observer.observe(
              new Observation.AddressChanged(
                  interfaces.name(address.interfaceIndex()), address.address(), false));
      case NetlinkEvent.LinkChanged(var link) ->
          observer.observe(new Observation.LinkChanged(link.name(), link.isUsable()));
      case NetlinkEvent.LinkRemoved(var link) ->
          observer.observe(new Observation.LinkChanged(link.name(), false));
      case NetlinkEvent.AddressAdded _, NetlinkEvent.Overrun _ -> {
        // A renewal; or unknown events, after which the table is read anew.
      }
    }
  }

  private void obey(long now) throws ErrnoException {
    for (Command command = next(); command != null; command = next()) {
      if (!relay.admits(command)) {
        heldBack.add(command);
        continue;
      }
      switch (command) {
        case Command.Configure(List<VirtualRouterSpec> specs, Departure departure) -> {
          // A change that arrives during the hand-over must not bring back what is leaving.
          if (!departed) {
            configured = true;
            changedElsewhere = true;
            routers.configure(specs, event(departure), now);
          }
        }
        case Command.Drain(boolean wanted) -> routers.drain(wanted, now);
        case Command.Stand(String virtualIP, Standing standing, List<FailingCheck> failing) ->
            routers.stand(virtualIP, standing, failing, now);
        case Command.Leave(CompletableFuture<Void> left) -> {
          departed = true;
          leaving.add(left);
          routers.leave(now);
        }
        case Command.Refused refused -> routers.refused(refused, now);
        case Command.Preview(CompletableFuture<HandedState> state) ->
            state.complete(routers.hand(configured));
        case Command.Freeze(CompletableFuture<HandedState> state) -> relay.want(state, now);
        case Command.Thaw() -> relay.thaw();
        case Command.Cede(CompletableFuture<Boolean> ceded) -> {
          boolean inTime = relay.cede(now);
          if (inTime) {
            routers.unlock();
          }
          ceded.complete(inTime);
          if (inTime) {
            // After the word: the kernel may take long to close a packet socket.
            routers.cede();
          }
        }
        case Command.Prepare(HandedState preview, CompletableFuture<Void> prepared) -> {
          try {
            routers.prepare(preview, now);
          } finally {
            prepared.complete(null);
          }
        }
        case Command.Brace(boolean braced) -> relay.brace(braced);
        case Command.Resume(HandedState state, CompletableFuture<Void> resumed) -> {
          // Whatever comes of it: who waits for this has the rest of the agent to start.
          try {
            resume(state, now);
          } finally {
            resumed.complete(null);
          }
        }
        case Command.Begin() -> {
          var _ = relay.begin();
        }
        case Command.Stop() -> stopped = true;
      }
    }
  }

  private void resume(HandedState state, long now) throws ErrnoException {
    if (relay.begin()) {
      configured = state.configured();
      changedElsewhere = true;
      // An address that ran out while it stood still must not be renewed.
      drainKernel(now);
      routers.resume(state, now);
    }
  }

  private @Nullable Command next() {
    Command held = relay.acts() ? heldBack.poll() : null;
    return held != null ? held : commands.poll();
  }

  private static Event event(Departure departure) {
    return switch (departure) {
      case HAND_OVER -> new Event.Leave();
      case QUIET -> new Event.Withdraw();
    };
  }

  private void completeLeaving() {
    if (!leaving.isEmpty() && routers.isEmpty()) {
      List<CompletableFuture<Void>> done = List.copyOf(leaving);
      leaving.clear();
      // The releases are ordered by now, but ordered is not done.
      addresses.afterAll(() -> done.forEach(left -> left.complete(null)));
    }
  }

  private void publish(long now) {
    boolean refreshed = routers.refresh();
    boolean changed = refreshed || changedElsewhere;
    changedElsewhere = false;
    if (!changed && now - publishedAt < COUNTERS_NANOS) {
      return;
    }
    publishedAt = now;
    LoopSnapshot next =
        new LoopSnapshot(
            configured,
            routers.socketsOpen(),
            routers.snapshots(),
            interfaces.candidates(routers.virtualAddresses()),
            routers.interfaceCounters());
    snapshot = next;
    if (changed) {
      listeners.forEach(listener -> listener.accept(next));
    }
  }

  private void rearm(long now) throws ErrnoException {
    OptionalLong deadline = relay.acts() ? routers.deadline(now) : relay.deadline();
    dueAt = Math.min(deadline.orElse(Long.MAX_VALUE), now + IDLE_NANOS);
    if (deadline.isPresent()) {
      timer.arm(deadline.getAsLong());
    } else {
      timer.disarm();
    }
  }

  /** Ends the thread; addresses that are still held run out by themselves. */
  @Override
  public void close() {
    post(new Command.Stop());
    boolean ended;
    try {
      ended = thread.join(STOP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended = false;
    }
    addresses.close();
    // A thread that hangs in the kernel keeps its descriptors; the process is about to end.
    if (ended) {
      monitor.close();
      kernel.close();
      timer.close();
      wakeUp.close();
      standstill.close();
      epoll.close();
    }
  }

  /** Comes from the address thread, and goes to the protocol thread. */
  private final class Refusals implements AddressListener {
    @Override
    public void refused(Holder holder, InetAddress address, ErrnoException reason) {
      post(new Command.Refused(holder, address, reason));
    }
  }
}
