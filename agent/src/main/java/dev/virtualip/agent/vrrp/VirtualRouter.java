package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one virtual router (RFC 9568 section 6.4).
 *
 * <pre>
 *                   Startup                    silence, priority 0
 *   Initialize ---------------&gt; Backup ------------------------------&gt; Active
 *     ^   ^                       |  ^                                  |  |
 *     |   +-----------------------+  +----------------------------------+  |
 *     |    interface down, leave         higher priority or address       |
 *     +--------------------------------------------------------------------+
 *          interface down, leave, a fault: cannot send, cannot bind
 * </pre>
 *
 * Events only change what is known and when the next deadline is; whatever goes on the wire goes
 * from {@link #onDeadline}. So a caller that delivers every event it has before it calls that
 * method answers the last word of the others and not the first, and a timer that fires late, after
 * a pause, finds the adverts that arrived meanwhile already heard. Nothing else guards against two
 * routers that keep asserting themselves against each other, or against waking up as Active among
 * people who have moved on.
 *
 * <p>Time is in nanoseconds of one clock that never goes back and counts suspended time
 * (CLOCK_BOOTTIME). One thread at a time.
 */
public final class VirtualRouter {

  /** A winner needs a moment to bind what the loser still answers for. */
  private static final long LINGER_NANOS = Intervals.nanos(30);

  /** What a successor of any priority needs at most, priority 0 lost once included. */
  private static final long HAND_OVER_MARGIN_NANOS = Intervals.nanos(250);

  private static final long HAND_OVER_MOST_NANOS = Intervals.nanos(1500);
  private static final long RESTART_NANOS = Intervals.nanos(5000);
  private static final int RESTART_DOUBLINGS = 6;

  /** Priorities of routers that hold the addresses only while nobody better is there. */
  private static final int RESERVE_BAND = 16;

  private final ActionSink sink;
  private final Counters counters = Counters.ofVirtualRouter();
  private final ActiveSources sources = new ActiveSources();
  private final HeldAddresses addresses;
  private final Deadline start = new Deadline();
  private final ActiveDownTimer activeDown;
  private final Transmitter transmitter;
  private final Comparison comparison;

  /** Due at once when an Active has something else to do than to advertise. */
  private final Deadline attention = new Deadline();

  private RouterConfiguration configuration;
  private State state = State.INITIALIZE;
  private long since;
  private @Nullable InetAddress source;

  private boolean refused;
  private int refusals;

  private boolean leaveRequested;
  private boolean leaving;
  private boolean finished;

  public VirtualRouter(RouterConfiguration configuration, ActionSink sink, long now) {
    this.configuration = configuration;
    this.sink = sink;
    this.addresses = new HeldAddresses(configuration, sink);
    this.activeDown = new ActiveDownTimer(configuration);
    this.transmitter = new Transmitter(sink, counters);
    this.comparison = new Comparison(sink, counters);
    this.since = now;
  }

  /** Takes note of an event; what it makes necessary is due at {@link #deadline()}. */
  public void onEvent(Event event, long now) {
    if (finished) {
      return;
    }
    switch (event) {
      case Event.Startup(InetAddress from) -> ready(from, now);
      case Event.InterfaceDown() -> interfaceDown(now);
      case Event.SourceChanged(InetAddress to) -> source = to;
      case Event.Received(Advertisement advert, InetAddress from) -> received(advert, from, now);
      case Event.Configured(RouterConfiguration to) -> configure(to, now);
      case Event.AddressAppeared(InetAddress address) -> appeared(address);
      case Event.AddressGone(InetAddress address) -> gone(address, now);
      case Event.AddressRefused() -> refused(now);
      case Event.Leave() -> leave(now);
      case Event.Withdraw() -> withdraw(now);
    }
    sources.expire(configuration, state == State.ACTIVE, now);
  }

  /** Does what is due; call it only when every event that has happened by {@code now} is in. */
  public void onDeadline(long now) {
    if (finished) {
      return;
    }
    // Also when the role is gone that it was armed for: left armed, it would be due for ever.
    attention.cancel();
    switch (state) {
      case INITIALIZE -> {
        if (start.fire(now)) {
          startup(now);
        }
      }
      case BACKUP -> {
        if (activeDown.deadline.due(now)) {
          promote(
              activeDown.activeLeft() ? TransitionReason.ACTIVE_LEFT : TransitionReason.ACTIVE_DOWN,
              now);
        }
      }
      case ACTIVE -> actAsActive(now);
    }
    addresses.onDeadline(now);
    if (leaving && !addresses.held()) {
      finished = true;
    }
    sources.expire(configuration, state == State.ACTIVE, now);
  }

  /** When {@link #onDeadline} is to be called next; empty while there is nothing to wait for. */
  public OptionalLong deadline() {
    return finished
        ? OptionalLong.empty()
        : Deadline.earliest(
            start,
            activeDown.deadline,
            transmitter.timer,
            attention,
            addresses.renewal,
            addresses.announcement,
            addresses.release,
            sources.expiry);
  }

  public State state() {
    return state;
  }

  /** When it entered {@link #state()}. */
  public long sinceNanos() {
    return since;
  }

  /** What it advertises or would; 0 while it leaves. */
  public int effectivePriority() {
    return leaveRequested ? Advertisement.PRIORITY_LEAVING : configuration.priority();
  }

  /** Active_Adver_Interval (RFC 9568 section 6.1). */
  public long activeIntervalNanos() {
    return activeDown.intervalNanos();
  }

  /** Whether the kernel has every address. */
  public boolean addressesBound() {
    return addresses.allPresent();
  }

  /** Whether it has advertised priority 0 and holds on for its successor. */
  public boolean leaving() {
    return leaving;
  }

  /** Whether it has left or was withdrawn; it stays so. */
  public boolean finished() {
    return finished;
  }

  public Counters counters() {
    return counters;
  }

  /** Source of the Active: its own while it is that, else the one heard last; null if none. */
  public @Nullable InetAddress activeRouter() {
    return state == State.ACTIVE ? source : sources.latest().orElse(null);
  }

  /** Every Active heard lately, its own included. */
  public List<ActiveSource> activeSources() {
    List<ActiveSource> list = new ArrayList<>();
    if (state == State.ACTIVE && source != null) {
      list.add(new ActiveSource(source, since));
    }
    list.addAll(sources.list());
    return list;
  }

  private void ready(InetAddress from, long now) {
    source = from;
    if (state == State.INITIALIZE && !leaving && !start.armed()) {
      start.arm(now);
    }
  }

  private void startup(long now) {
    if (configuration.owner()) {
      promote(TransitionReason.STARTUP, now);
    } else {
      enter(State.BACKUP, TransitionReason.STARTUP, now);
      activeDown.startAfresh(configuration, now);
    }
  }

  private void interfaceDown(long now) {
    source = null;
    initialize(TransitionReason.INTERFACE_DOWN, now);
    finished = leaving;
  }

  private void received(Advertisement advert, InetAddress from, long now) {
    if (state == State.INITIALIZE && !leaving) {
      return;
    }
    counters.increment(Counter.ADVERTISEMENTS_RECEIVED);
    boolean leaves = advert.priority() == Advertisement.PRIORITY_LEAVING;
    if (leaves) {
      counters.increment(Counter.PRIORITY_ZERO_RECEIVED);
      sources.left(from);
    } else if (!from.equals(source)) {
      sources.heard(from, Intervals.nanos(advert.intervalMilliseconds()), now);
    }
    comparison.compare(advert, from, configuration, source);
    if (refusedByVersion2(advert)) {
      return;
    }
    switch (state) {
      case INITIALIZE -> {
        if (!leaves && !from.equals(source)) {
          addresses.release.armNoLaterThan(now + LINGER_NANOS);
        }
      }
      case BACKUP -> {
        if (leaves) {
          activeDown.activeLeaves(configuration, now);
        } else if (accepts(advert)) {
          activeDown.follow(advert, configuration, now);
        }
      }
      case ACTIVE -> {
        if (leaves) {
          transmitter.advertiseSoon(configuration, now);
        } else if (loses(advert, from)) {
          giveWay(advert, now);
        } else if (!from.equals(source) || advert.priority() < configuration.priority()) {
          transmitter.advertiseSoon(configuration, now);
          addresses.announceAgain(now);
        }
      }
    }
  }

  /** The owner discards every advertisement, and all discard another interval (RFC 3768 7.1). */
  private boolean refusedByVersion2(Advertisement advert) {
    return configuration.version() == RouterConfiguration.VERSION_2
        && (configuration.owner()
            || advert.intervalMilliseconds() != configuration.advertisementIntervalMilliseconds());
  }

  /** Whether a Backup lets the sender be Active (RFC 9568 section 6.4.2). */
  private boolean accepts(Advertisement advert) {
    boolean preempts =
        configuration.preempt() || configuration.owner() || advert.priority() <= RESERVE_BAND;
    return !preempts || advert.priority() >= configuration.priority();
  }

  /** Whether an Active gives way to the sender (RFC 9568 section 6.4.3). */
  private boolean loses(Advertisement advert, InetAddress from) {
    if (advert.priority() != configuration.priority()) {
      return advert.priority() > configuration.priority();
    }
    return source != null && Arrays.compareUnsigned(from.getAddress(), source.getAddress()) > 0;
  }

  private void giveWay(Advertisement advert, long now) {
    transmitter.reset();
    addresses.linger(now + LINGER_NANOS);
    enter(State.BACKUP, TransitionReason.HIGHER_PRIORITY, now);
    activeDown.follow(advert, configuration, now);
    if (leaveRequested) {
      stopBackingUp(now);
    }
  }

  private void configure(RouterConfiguration to, long now) {
    if (to.virtualRouterID() != configuration.virtualRouterID()
        || to.version() != configuration.version()
        || to.ipv6() != configuration.ipv6()) {
      throw new IllegalArgumentException(
          "another VRID, version or family is another virtual router: " + to);
    }
    RouterConfiguration old = configuration;
    configuration = to;
    addresses.change(to, now);
    activeDown.configure(to);
    boolean otherAdvert =
        to.priority() != old.priority()
            || to.advertisementIntervalMilliseconds() != old.advertisementIntervalMilliseconds();
    if (state == State.ACTIVE && otherAdvert) {
      transmitter.advertiseSoon(to, now);
    }
  }

  private void appeared(InetAddress address) {
    addresses.appeared(address);
    if (state == State.ACTIVE && addresses.allPresent()) {
      refusals = 0;
    }
  }

  private void gone(InetAddress address, long now) {
    if (addresses.gone(address) && state == State.ACTIVE) {
      counters.increment(Counter.ADDRESSES_LOST);
      attention.arm(now);
    }
  }

  private void refused(long now) {
    if (state == State.ACTIVE) {
      refused = true;
      attention.arm(now);
    }
  }

  private void leave(long now) {
    if (leaveRequested) {
      return;
    }
    leaveRequested = true;
    switch (state) {
      case INITIALIZE -> finished = true;
      case BACKUP -> stopBackingUp(now);
      case ACTIVE -> attention.arm(now);
    }
  }

  /** A Backup stops in silence, but for the moment that it may still owe to a winner. */
  private void stopBackingUp(long now) {
    activeDown.stop(configuration);
    enter(State.INITIALIZE, TransitionReason.LEAVE, now);
    leaving = addresses.held();
    finished = !leaving;
  }

  private void withdraw(long now) {
    initialize(TransitionReason.WITHDRAW, now);
    finished = true;
  }

  private void promote(TransitionReason reason, long now) {
    if (!transmitter.send(configuration, configuration.priority(), now)) {
      Deadline again = state == State.BACKUP ? activeDown.deadline : start;
      again.arm(now + configuration.intervalNanos());
      return;
    }
    activeDown.stop(configuration);
    refused = false;
    counters.increment(Counter.BECAME_ACTIVE);
    enter(State.ACTIVE, reason, now);
    addresses.take(now);
    transmitter.timer.arm(now + configuration.intervalNanos());
  }

  private void actAsActive(long now) {
    if (leaveRequested) {
      makeBeforeBreak(now);
    } else if (refused) {
      refusals++;
      fault(TransitionReason.ADDRESS_REFUSED, now);
    } else if (addresses.anyMissing()) {
      repair(now);
    }
    if (transmitter.timer.due(now)) {
      advertise(now);
    }
  }

  private void makeBeforeBreak(long now) {
    transmitter.send(configuration, Advertisement.PRIORITY_LEAVING, now);
    transmitter.reset();
    enter(State.INITIALIZE, TransitionReason.LEAVE, now);
    leaving = true;
    long most =
        Math.min(configuration.intervalNanos() + HAND_OVER_MARGIN_NANOS, HAND_OVER_MOST_NANOS);
    addresses.holdSilently(now, now + most);
  }

  /**
   * Addresses are gone that we hold. The sockets are drained and name no other Active; but if all
   * Backups must have given us up since, we were asleep and start anew.
   */
  private void repair(long now) {
    if (transmitter.givenUp(configuration, now)) {
      initialize(TransitionReason.ADDRESSES_EXPIRED, now);
      enter(State.BACKUP, TransitionReason.ADDRESSES_EXPIRED, now);
      activeDown.startAfresh(configuration, now);
    } else if (!addresses.restoreMissing(now)) {
      fault(TransitionReason.ADDRESSES_REMOVED, now);
    }
  }

  private void advertise(long now) {
    if (transmitter.advertise(configuration, now)) {
      addresses.advertised(now);
    } else if (transmitter.unheard(configuration, now)) {
      fault(TransitionReason.TRANSMIT_FAILED, now);
    }
  }

  /** Lets others take over from a router that can't do its duty, and tries again later. */
  private void fault(TransitionReason reason, long now) {
    if (reason != TransitionReason.TRANSMIT_FAILED) {
      transmitter.send(configuration, Advertisement.PRIORITY_LEAVING, now);
    }
    initialize(reason, now);
    long delay = Math.max(RESTART_NANOS, 3 * configuration.intervalNanos());
    start.arm(now + (delay << Math.clamp(refusals - 1L, 0, RESTART_DOUBLINGS)));
  }

  private void initialize(TransitionReason reason, long now) {
    addresses.releaseNow();
    start.cancel();
    activeDown.stop(configuration);
    transmitter.reset();
    attention.cancel();
    sources.clear();
    if (state != State.INITIALIZE) {
      enter(State.INITIALIZE, reason, now);
    }
  }

  private void enter(State to, TransitionReason reason, long now) {
    State from = state;
    state = to;
    since = now;
    sink.perform(new Action.Enter(from, to, reason));
  }
}
