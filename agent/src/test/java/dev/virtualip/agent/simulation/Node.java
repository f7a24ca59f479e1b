package dev.virtualip.agent.simulation;

import dev.virtualip.agent.vrrp.Action;
import dev.virtualip.agent.vrrp.ActionSink;
import dev.virtualip.agent.vrrp.Advertisement;
import dev.virtualip.agent.vrrp.Event;
import dev.virtualip.agent.vrrp.RouterConfiguration;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.agent.vrrp.VirtualRouter;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A machine with a kernel, a network interface and a process that runs one virtual router. */
final class Node implements ActionSink {

  /** How late a timer fires, in nanoseconds: nearly always a little, sometimes a collection. */
  private static final long TIMER_LATE_NANOS = 100_000;

  private static final long NEVER = Long.MAX_VALUE;
  private static final int MOST_TURNS = 1000;

  private final World world;
  private final int index;
  private InetAddress source;
  private InetAddress otherSource;
  private final Clock clock;
  private final Kernel kernel;
  private final AddressOrders orders;

  private final Deque<Event> netlink = new ArrayDeque<>();
  private final Deque<Event.Received> socket = new ArrayDeque<>();
  private final Deque<Event> commands = new ArrayDeque<>();

  /** What it has on disk of addresses that it held or heard advertised. */
  private final Set<InetAddress> book = new HashSet<>();

  private final RouterConfiguration first;
  private RouterConfiguration configuration;
  private @Nullable VirtualRouter machine;
  private boolean powered = true;
  private boolean frozen;
  private boolean carrier = true;
  private boolean sourceless;
  private boolean mute;
  private long timerAt = NEVER;
  private long turnedAt = -1;
  private int turns;

  Node(World world, Settings settings, int index) {
    this.world = world;
    this.index = index;
    this.source = settings.sources().get(index);
    this.otherSource = settings.otherSources().get(index);
    this.clock = settings.clocks().get(index);
    this.first = settings.routers().get(index);
    this.configuration = first;
    this.kernel = new Kernel(world, this);
    this.orders = new AddressOrders(world, this);
  }

  long now() {
    return world.now();
  }

  int index() {
    return index;
  }

  InetAddress source() {
    return source;
  }

  Clock clock() {
    return clock;
  }

  Kernel kernel() {
    return kernel;
  }

  AddressOrders orders() {
    return orders;
  }

  RouterConfiguration configuration() {
    return configuration;
  }

  /** What it began with. */
  RouterConfiguration firstConfiguration() {
    return first;
  }

  boolean frozen() {
    return frozen;
  }

  boolean mute() {
    return mute;
  }

  /** Whether its process runs, be it frozen. */
  boolean running() {
    return machine != null && !machine.finished();
  }

  State state() {
    return machine == null ? State.INITIALIZE : machine.state();
  }

  boolean active() {
    return state() == State.ACTIVE;
  }

  /** What it advertises or would; 0 while it leaves. */
  int effectivePriority() {
    return machine == null ? configuration.priority() : machine.effectivePriority();
  }

  boolean leaving() {
    return machine != null && machine.leaving();
  }

  /** Whether it can hear and be heard. */
  boolean linked() {
    return powered && carrier;
  }

  /** Whether packets reach its process. */
  boolean hears() {
    return linked() && !sourceless;
  }

  /** Whether it answers for the first virtual address on the link. */
  boolean holds() {
    return linked() && kernel.has(0);
  }

  void start() {
    powered = true;
    machine = new VirtualRouter(configuration, this, clock.read(world.now()));
    netlink.add(new Event.Remembered(List.copyOf(book)));
    if (carrier && !sourceless) {
      attach();
    }
    turn();
  }

  /** Whether it has nothing under way, so that another process may go on in its place. */
  boolean settled() {
    return machine != null && !frozen && machine.settled();
  }

  /** Another process goes on where this one was; orders that it gave are carried out. */
  void replace() {
    VirtualRouter before = machine;
    if (before != null) {
      long reading = clock.read(world.now());
      VirtualRouter successor = new VirtualRouter(configuration, this, reading);
      successor.onEvent(new Event.Remembered(List.copyOf(book)), reading);
      for (int slot = 0; slot < configuration.addresses().size(); slot++) {
        if (kernel.has(slot)) {
          InetAddress address = configuration.addresses().get(slot);
          successor.onEvent(new Event.AddressAppeared(address), reading);
        }
      }
      successor.recall(world.mutation().hand(before.memory()), reading);
      machine = successor;
      turn();
    }
  }

  /** Whether it need not ask who has the first address. */
  boolean remembers() {
    return book.contains(configuration.addresses().getFirst());
  }

  private void attach() {
    netlink.add(new Event.Startup(source));
    for (int slot = 0; slot < configuration.addresses().size(); slot++) {
      if (kernel.has(slot)) {
        netlink.add(new Event.AddressAppeared(configuration.addresses().get(slot)));
      }
    }
  }

  /** SIGKILL: the kernel keeps what it has. */
  void kill() {
    machine = null;
    frozen = false;
    netlink.clear();
    socket.clear();
    commands.clear();
    orders.die();
    timerAt = NEVER;
  }

  /** The disk of such a machine is as empty afterwards as it was before. */
  void powerOff() {
    powered = false;
    book.clear();
    kill();
    kernel.remove(0, false);
    kernel.remove(1, false);
  }

  /** SIGSTOP. */
  void freeze() {
    frozen = true;
  }

  /** SIGCONT. */
  void thaw() {
    frozen = false;
    orders.thaw();
    turn();
  }

  void carrier(boolean up) {
    carrier = up;
    if (running()) {
      if (up) {
        attach();
      } else {
        socket.clear();
        netlink.add(new Event.InterfaceDown());
      }
      turn();
    }
  }

  /** Whether there is an address to send from. */
  void source(boolean present) {
    sourceless = !present;
    if (running()) {
      if (present) {
        attach();
      } else {
        socket.clear();
        netlink.add(new Event.SourceLost());
      }
      turn();
    }
  }

  /** Sends from its other address from now on. */
  void moveSource() {
    InetAddress before = source;
    source = otherSource;
    otherSource = before;
    netlink.add(new Event.SourceChanged(source));
    turn();
  }

  /** The kernel has refused to bind. */
  void refused() {
    if (running()) {
      netlink.add(new Event.AddressRefused());
      turn();
    }
  }

  /** Whether the kernel refuses to send. */
  void mute(boolean refuses) {
    mute = refuses;
  }

  void command(Event command) {
    commands.add(command);
    turn();
  }

  void arrive(Event.Received advert) {
    if (running() && hears()) {
      socket.add(advert);
      turn();
    }
  }

  /** Called by the kernel. */
  void addressChanged(int slot, boolean ordered) {
    if (world.journal().on()) {
      write((kernel.has(slot) ? "has" : "has no more") + " address " + slot);
    }
    if (slot == 0) {
      world.oracle().holds(this, ordered);
    }
    if (running() && carrier && !sourceless && slot < configuration.addresses().size()) {
      InetAddress address = configuration.addresses().get(slot);
      netlink.add(
          kernel.has(slot) ? new Event.AddressAppeared(address) : new Event.AddressGone(address));
      turn();
    }
  }

  /** Called by the kernel. */
  void addressRenewed(int slot) {
    if (running() && carrier && !sourceless && slot < configuration.addresses().size()) {
      netlink.add(new Event.AddressAppeared(configuration.addresses().get(slot)));
      turn();
    }
  }

  void timer(long firedAt) {
    if (firedAt == timerAt) {
      timerAt = NEVER;
      turn();
    }
  }

  /** One turn of the protocol thread: hear everything, then act. */
  void turn() {
    VirtualRouter router = machine;
    if (router == null || frozen) {
      return;
    }
    rest();
    long reading = clock.read(world.now());
    if (world.mutation().drainsFirst()) {
      hear(router, reading);
      act(router, reading);
    } else {
      act(router, reading);
      hear(router, reading);
    }
    world.oracle().turned(this);
    arm(router, reading);
  }

  private void hear(VirtualRouter router, long reading) {
    for (Event event = netlink.poll(); event != null; event = netlink.poll()) {
      router.onEvent(event, reading);
    }
    for (Event.Received advert = socket.poll(); advert != null; advert = socket.poll()) {
      book.addAll(advert.advertisement().addresses());
      world.mutation().hear(this, router, advert, reading);
    }
    for (Event event = commands.poll(); event != null; event = commands.poll()) {
      if (event instanceof Event.Configured(RouterConfiguration to)) {
        configuration = to;
        world.oracle().configured(this);
      }
      world.mutation().command(router, event, reading);
    }
  }

  private void act(VirtualRouter router, long reading) {
    if (router.nanosUntilDeadline(reading) <= 0) {
      router.onDeadline(reading);
    }
  }

  private void arm(VirtualRouter router, long reading) {
    long until = router.nanosUntilDeadline(reading);
    if (until == NEVER) {
      return;
    }
    long at = Math.max(world.now(), clock.when(reading + until));
    if (at < timerAt) {
      timerAt = at + world.dice().between(0, TIMER_LATE_NANOS);
      world.at(timerAt, Happening.TIMER, index, 0);
    }
  }

  private void rest() {
    turns = turnedAt == world.now() ? turns + 1 : 0;
    turnedAt = world.now();
    if (turns > MOST_TURNS) {
      throw new Violation(Violation.Invariant.RESTS, this + " is always due");
    }
  }

  @Override
  public boolean transmit(Advertisement advert) {
    if (mute || !hears()) {
      world.oracle().refused(this);
      return false;
    }
    if (world.journal().on()) {
      write("sends priority " + advert.priority() + " interval " + advert.intervalMilliseconds());
    }
    world.mutation().beforeSending(this, advert);
    world.oracle().sent(this, advert);
    world.link().send(this, advert);
    return true;
  }

  @Override
  public void perform(Action action) {
    switch (action) {
      case Action.Bind _, Action.Renew _, Action.Release _ -> {
        if (world.journal().on() && !(action instanceof Action.Renew)) {
          write("orders " + action);
        }
        Action order = world.mutation().order(this, action);
        if (order != null) {
          orders.add(order);
        }
      }
      case Action.Enter entered -> {
        if (entered.to() == State.ACTIVE) {
          book.addAll(configuration.addresses());
        }
        write(entered.from() + " to " + entered.to() + ", " + entered.reason());
        world.tally().transition(entered);
        world.oracle().entered(this, entered);
      }
      case Action.Announce announce -> {
        if (!active()) {
          throw new Violation(Violation.Invariant.ANNOUNCES_AS_ACTIVE, this + " is " + state());
        }
        orders.add(announce);
      }
      case Action.Probe probe -> orders.add(probe);
      case Action.Notice _ -> {}
    }
  }

  private void write(String what) {
    if (world.journal().on()) {
      world.journal().write(world.now(), toString(), what);
    }
  }

  @Override
  public String toString() {
    return "node" + index;
  }
}
