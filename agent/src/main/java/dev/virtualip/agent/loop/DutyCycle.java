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
import dev.virtualip.agent.vrrp.Event;
import dev.virtualip.agent.vrrp.Standing;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol thread. Each turn of its duty cycle reads the clock once, takes commands, drains
 * every socket, and only then lets timers fire: a timer that is late, because the process was
 * paused, finds the adverts of those who took over meanwhile already heard.
 */
final class DutyCycle implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(DutyCycle.class);

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

  private final Queue<Command> commands = new ConcurrentLinkedQueue<>();

  /** Commands that wait until the thread acts. */
  private final Deque<Command> heldBack = new ArrayDeque<>();

  private final List<CompletableFuture<Void>> leaving = new ArrayList<>();
  private final InterfaceTable interfaces = new InterfaceTable();
  private final RateLimitedLog log = new RateLimitedLog(LOGGER);

  private final Epoll epoll;

  /** Without the sockets: they are left alone while the thread stands still. */
  private final Epoll standstill;

  private final EventFd wakeUp;
  private final TimerFd timer;
  private final KernelView kernel;
  private final AddressBook book;
  private final AddressThread addresses;
  private final Routers routers;
  private final Observer observer;
  private final Relay relay;
  private final SnapshotBoard board;
  private final Thread thread;

  private volatile long lastTurnNanos = BootClock.nanos();
  private boolean configured;
  private boolean stopped;
  private boolean departed;
  private long dueAt = Long.MAX_VALUE;

  private DutyCycle(Observer observer, Passwords passwords, AddressBook book, boolean waits)
      throws ErrnoException {
    this.observer = observer;
    this.book = book;
    relay = new Relay(waits);
    epoll = Epoll.open();
    standstill = Epoll.open();
    wakeUp = EventFd.open();
    timer = TimerFd.open();
    kernel = KernelView.open(interfaces, log, observer);
    addresses = AddressThread.start(new Refusals());
    routers = new Routers(epoll, addresses, interfaces, log, observer, passwords, book);
    epoll.add(wakeUp, 0);
    epoll.add(timer, 0);
    kernel.watch(epoll);
    standstill.add(wakeUp, 0);
    standstill.add(timer, 0);
    board = new SnapshotBoard(interfaces);
    thread = Thread.ofPlatform().name("protocol").unstarted(this::run);
  }

  /**
   * Starts the thread in the network namespace of the calling thread.
   *
   * @param observer is told what happens, on that thread
   * @param passwords are asked for on that thread
   * @param book is asked there what this node remembers of addresses
   * @param waits whether it waits until it is told how to begin, as a {@link Successor}
   */
  static DutyCycle start(Observer observer, Passwords passwords, AddressBook book, boolean waits)
      throws ErrnoException {
    DutyCycle cycle = new DutyCycle(observer, passwords, book, waits);
    cycle.thread.start();
    return cycle;
  }

  SnapshotBoard board() {
    return board;
  }

  long lastTurnNanos() {
    return lastTurnNanos;
  }

  void post(Command command) {
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
      board.publish(routers, configured, now);
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
    if (kernel.drain(routers, now)) {
      board.touch();
      routers.settle(now);
    }
  }

  private void obey(long now) throws ErrnoException {
    for (Command command = next(); command != null; command = next()) {
      if (!relay.admits(command)) {
        heldBack.add(command);
        continue;
      }
      switch (command) {
        case Command.Configure(List<VirtualRouterSpec> specs, var departure) -> {
          // A change that arrives during the hand-over must not bring back what is leaving.
          if (!departed) {
            board.touch();
            routers.configure(specs, event(departure), now);
            if (!configured) {
              configured = true;
              LeftOvers.sweep(interfaces, addresses, book, routers.virtualAddresses());
            }
          }
        }
        case Command.Drain(boolean wanted) -> routers.drain(wanted, now);
        case Command.Stand(String virtualIP, Standing standing, List<FailingCheck> failing) ->
            routers.stand(virtualIP, standing, failing, now);
        case Command.Diagnose(List<Diagnosis> diagnoses) -> board.diagnose(diagnoses);
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
      board.touch();
      // An address that ran out while it stood still must not be renewed.
      drainKernel(now);
      routers.resume(state, now);
    }
  }

  private @Nullable Command next() {
    Command held = relay.acts() ? heldBack.poll() : null;
    return held != null ? held : commands.poll();
  }

  private static Event event(ProtocolControl.Departure departure) {
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
