package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One virtual router in virtual time: 192.0.2.1, VRID 51, priority 100, interval 1 s, unless told
 * otherwise. The clock is turned by hand and stops at every deadline, as the protocol thread does.
 */
final class RouterBench implements ActionSink {

  static final InetAddress OWN = InetAddress.ofLiteral("192.0.2.1");
  static final InetAddress VIRTUAL = InetAddress.ofLiteral("192.0.2.100");

  /** Two seconds before a signed 64-bit clock wraps around, so that most tests cross that. */
  private static final long BEGIN = Long.MAX_VALUE - 2_000_000_000L;

  /** Something that the router did. */
  record Done(long millis, Object what) {}

  private final List<Done> done = new ArrayList<>();
  private final List<InetAddress> pending = new ArrayList<>();
  private final List<InetAddress> renewed = new ArrayList<>();
  private final Set<InetAddress> confirmed = new HashSet<>();
  private final VirtualRouter router;
  private RouterConfiguration configuration;
  private long now;
  private boolean mute;
  private boolean stalled;

  RouterBench() {
    this(configuration(100, 1000, true));
  }

  RouterBench(RouterConfiguration configuration) {
    this(configuration, BEGIN);
  }

  private RouterBench(RouterConfiguration configuration, long begin) {
    this.configuration = configuration;
    this.now = begin;
    this.router = new VirtualRouter(configuration, this, now);
  }

  /**
   * Another process that goes on as this router, at this moment.
   *
   * @param present what the kernel has of its addresses
   */
  RouterBench successor(List<InetAddress> present) {
    RouterBench successor = new RouterBench(configuration, now);
    present.forEach(address -> successor.feedWithoutDeadlines(new Event.AddressAppeared(address)));
    successor.confirmed.addAll(present);
    successor.router.recall(router.memory(), now);
    return successor.wake();
  }

  static RouterConfiguration configuration(int priority, int intervalMillis, boolean preempt) {
    return new RouterConfiguration(51, priority, intervalMillis, preempt, List.of(VIRTUAL));
  }

  static RouterConfiguration version2(int priority, int intervalMillis) {
    return new RouterConfiguration(51, 2, priority, intervalMillis, true, 0, List.of(VIRTUAL));
  }

  RouterBench start() {
    return feed(new Event.Startup(OWN));
  }

  /** Starts it and lets it win an election without a rival. */
  RouterBench startActive() {
    start();
    toMillis(millis() + 4 * configuration.advertisementIntervalMilliseconds());
    return this;
  }

  /** Starts it behind an Active of priority 150 that advertises now. */
  RouterBench startBackup() {
    return start().hear(150);
  }

  RouterBench feed(Event event) {
    router.onEvent(event, now);
    settle();
    return this;
  }

  /** Without what the protocol thread would do after the last queued packet. */
  RouterBench feedWithoutDeadlines(Event event) {
    router.onEvent(event, now);
    return this;
  }

  RouterBench hear(int priority) {
    return hear(priority, configuration.advertisementIntervalMilliseconds(), "192.0.2.2");
  }

  RouterBench hear(int priority, int intervalMillis, String source) {
    return feed(advert(configuration.version(), priority, intervalMillis, source));
  }

  static Event.Received advert(int priority, int intervalMillis, String source) {
    return advert(3, priority, intervalMillis, source);
  }

  private static Event.Received advert(
      int version, int priority, int intervalMillis, String source) {
    return new Event.Received(
        new Advertisement(version, 51, priority, intervalMillis, List.of(VIRTUAL)),
        InetAddress.ofLiteral(source));
  }

  RouterBench configure(RouterConfiguration to) {
    configuration = to;
    return feed(new Event.Configured(to));
  }

  /** From now on the kernel refuses to send, or does not any more. */
  void mute(boolean refuses) {
    mute = refuses;
  }

  /** From now on nobody carries out what is ordered, or does again. */
  RouterBench stall(boolean stalls) {
    stalled = stalls;
    return this;
  }

  /** Turns the clock to {@code millis} after the begin, stopping at each deadline. */
  RouterBench toMillis(double millis) {
    long end = BEGIN + Math.round(millis * 1_000_000);
    while (true) {
      OptionalLong deadline = router.deadline();
      if (deadline.isEmpty() || deadline.getAsLong() - end > 0) {
        break;
      }
      now = later(now, deadline.getAsLong());
      router.onDeadline(now);
      settle();
    }
    now = later(now, end);
    return this;
  }

  private static long later(long one, long other) {
    return one - other > 0 ? one : other;
  }

  /** Jumps, as after SIGSTOP: no deadline is met on the way. */
  RouterBench sleepToMillis(long millis) {
    now = BEGIN + millis * 1_000_000;
    return this;
  }

  private void settle() {
    for (int turns = 0; turns < 100; turns++) {
      // What the netlink monitor says after a renewal.
      List<InetAddress> again = List.copyOf(renewed);
      renewed.clear();
      again.forEach(address -> router.onEvent(new Event.AddressAppeared(address), now));
      OptionalLong deadline = router.deadline();
      if (deadline.isEmpty() || deadline.getAsLong() - now > 0) {
        return;
      }
      router.onDeadline(now);
    }
    throw new AssertionError("deadlines that are always due");
  }

  /** Lets what is due happen now. */
  RouterBench wake() {
    settle();
    return this;
  }

  long nanos() {
    return now;
  }

  double millis() {
    return (now - BEGIN) / 1e6;
  }

  State state() {
    return router.state();
  }

  VirtualRouter router() {
    return router;
  }

  /** Priorities of what it sent, from {@code millis} on. */
  List<Integer> sentSince(double millis) {
    return done.stream()
        .filter(event -> event.millis() >= millis && event.what() instanceof Advertisement)
        .map(event -> ((Advertisement) event.what()).priority())
        .toList();
  }

  /** When it sent, in whole milliseconds. */
  List<Long> sendTimes() {
    return done.stream()
        .filter(event -> event.what() instanceof Advertisement)
        .map(Done::millis)
        .toList();
  }

  <T extends Action> List<Done> done(Class<T> kind) {
    return done.stream().filter(event -> kind.isInstance(event.what())).toList();
  }

  List<Object> order() {
    return done.stream().map(Done::what).toList();
  }

  void forget() {
    done.clear();
  }

  @Override
  public boolean transmit(Advertisement advertisement) {
    if (!mute) {
      done.add(new Done(Math.round(millis()), advertisement));
    }
    return !mute;
  }

  @Override
  public void perform(Action action) {
    done.add(new Done(Math.round(millis()), action));
    if (action instanceof Action.Bind(List<InetAddress> addresses, int _)) {
      pending.addAll(addresses);
    } else if (action instanceof Action.Renew(List<InetAddress> addresses, int _, long _)
        && !stalled) {
      renewed.addAll(addresses.stream().filter(confirmed::contains).toList());
    } else if (action instanceof Action.Release(List<InetAddress> addresses)) {
      addresses.forEach(confirmed::remove);
    }
  }

  /** What the netlink monitor says after a bind. */
  RouterBench confirmBinds() {
    List<InetAddress> bound = List.copyOf(pending);
    pending.clear();
    confirmed.addAll(bound);
    bound.forEach(address -> feed(new Event.AddressAppeared(address)));
    return this;
  }
}
