package dev.virtualip.agent.loop;

import dev.virtualip.agent.address.AddressThread;
import dev.virtualip.agent.address.Claim;
import dev.virtualip.agent.address.Holder;
import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.LockSocket;
import dev.virtualip.agent.linux.netlink.Link;
import dev.virtualip.agent.linux.netlink.MacAddress;
import dev.virtualip.agent.vrrp.Action;
import dev.virtualip.agent.vrrp.ActionSink;
import dev.virtualip.agent.vrrp.ActiveSource;
import dev.virtualip.agent.vrrp.Advertisement;
import dev.virtualip.agent.vrrp.AdvertisementCodec;
import dev.virtualip.agent.vrrp.ChecksumForm;
import dev.virtualip.agent.vrrp.Counter;
import dev.virtualip.agent.vrrp.Decoded;
import dev.virtualip.agent.vrrp.Event;
import dev.virtualip.agent.vrrp.Expectation;
import dev.virtualip.agent.vrrp.HeardPaths;
import dev.virtualip.agent.vrrp.Path;
import dev.virtualip.agent.vrrp.Paths;
import dev.virtualip.agent.vrrp.Promotion;
import dev.virtualip.agent.vrrp.RouterConfiguration;
import dev.virtualip.agent.vrrp.Standing;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.agent.vrrp.VirtualRouter;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.RouterCondition;
import dev.virtualip.api.v1alpha1.RouterTransition;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.plan.Addresses;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A state machine with what it needs of the outside: channel, lock, address thread, log. */
final class RunningRouter implements ActionSink, Candidate {

  private static final Logger LOGGER = LoggerFactory.getLogger(RunningRouter.class);

  private final VirtualRouter machine;
  private final AddressThread addresses;
  private final InterfaceTable interfaces;
  private final RateLimitedLog log;
  private final Observer observer;
  private final Passwords passwords;

  private VirtualRouterSpec spec;
  private Expectation expectation;
  private List<InetAddress> destinations;
  private final HeardPaths heardPaths = new HeardPaths();
  private @Nullable Attachment attachment;
  private @Nullable String obstacle;
  private @Nullable String transmitError;
  private @Nullable String addressError;
  private Instant since = Instant.now();
  private final Map<ActiveSource, Instant> heard = new HashMap<>();
  private long now;
  private boolean touched = true;
  private boolean tried;
  private Standing standing = Standing.GOOD;
  private List<FailingCheck> failingChecks = List.of();
  private boolean sourceLost;
  private Instant promotedAt = Instant.EPOCH;
  private @Nullable VirtualRouterSnapshot published;
  private int publishedSources;
  private @Nullable Repeated repeated;

  /** The packet that came last, and what is told of it. */
  private record Repeated(Decoded.Valid advert, Observation.AdvertHeard as) {}

  /** What exists only while the interface can be used. */
  private record Attachment(Channel channel, LockSocket lock, Holder holder, InetAddress source) {}

  /**
   * @throws IllegalArgumentException if {@code spec} is none that a virtual router can run
   */
  RunningRouter(
      VirtualRouterSpec spec,
      AddressThread addresses,
      InterfaceTable interfaces,
      RateLimitedLog log,
      Observer observer,
      Passwords passwords,
      long now) {
    this.spec = spec;
    this.passwords = passwords;
    this.expectation = expectation(spec);
    this.destinations = Translation.destinations(spec);
    this.addresses = addresses;
    this.interfaces = interfaces;
    this.log = log;
    this.observer = observer;
    this.now = now;
    this.machine = new VirtualRouter(Translation.configuration(spec), this, now);
  }

  @Override
  public VirtualRouterSpec spec() {
    return spec;
  }

  @Override
  public VirtualRouter machine() {
    return machine;
  }

  /** What its packets must be like. */
  Expectation expectation() {
    return expectation;
  }

  private Expectation expectation(VirtualRouterSpec spec) {
    return new Expectation(
        spec.version(),
        spec.advertisementIntervalMilliseconds(),
        passwords.of(spec.authentication()),
        Translation.paths(spec));
  }

  /** The ways by which it sends and hears. */
  Paths paths() {
    return expectation.paths();
  }

  /**
   * Whether {@code other} can be reached without a restart of this router. In version 2 another
   * interval or authentication makes two routers deaf to each other, so both count as a restart.
   */
  boolean canBecome(VirtualRouterSpec other) {
    return spec.virtualRouterID() == other.virtualRouterID()
        && spec.version() == other.version()
        && spec.family() == other.family()
        && spec.interfaceName().equals(other.interfaceName())
        && (spec.version() == RouterConfiguration.VERSION_3 || understands(other));
  }

  private boolean understands(VirtualRouterSpec other) {
    return spec.advertisementIntervalMilliseconds() == other.advertisementIntervalMilliseconds()
        && Objects.equals(expectation.password(), passwords.of(other.authentication()));
  }

  void become(VirtualRouterSpec other, long now) {
    touched = true;
    boolean sameConfiguration =
        Translation.configuration(spec).equals(Translation.configuration(other));
    boolean handsOver = other.handOver() && !spec.handOver();
    spec = other;
    repeated = null;
    Paths before = paths();
    expectation = expectation(other);
    destinations = Translation.destinations(other);
    if (!before.equals(paths())) {
      heardPaths.clear();
    }
    if (attachment != null) {
      attachment.channel().addressesChanged();
    }
    if (!sameConfiguration) {
      feed(new Event.Configured(Translation.configuration(other)), now);
    }
    if (handsOver) {
      handOver(now);
    }
  }

  @Override
  public void handOver(long now) {
    feed(new Event.HandOver(), now);
  }

  @Override
  public void stand(Standing to, List<FailingCheck> failing, long now) {
    touched |= !failing.equals(failingChecks);
    failingChecks = failing;
    if (!standing.equals(to)) {
      standing = to;
      feed(new Event.StandingChanged(to), now);
    }
  }

  /** Whether {@code other} is for the same VirtualIP and family, be it on another VRID. */
  boolean serves(VirtualRouterSpec other) {
    return spec.virtualIP().name().equals(other.virtualIP().name())
        && spec.family() == other.family();
  }

  boolean owner() {
    return Translation.configuration(spec).owner();
  }

  /** Whether it has asked for its interface in vain, and should not ask again at each event. */
  boolean hasTried() {
    return tried;
  }

  void tries() {
    tried = true;
  }

  boolean attached() {
    return attachment != null;
  }

  @Nullable Channel channel() {
    return attachment == null ? null : attachment.channel();
  }

  /** Gives the router its interface: from now on it takes part. */
  void attach(Channel channel, LockSocket lock, InetAddress source, long now) {
    occupy(channel, lock, source);
    feed(new Event.Startup(source), now);
  }

  /** Gives the router its interface, but nothing begins. */
  void occupy(Channel channel, LockSocket lock, InetAddress source) {
    Link link = channel.link();
    MacAddress mac = link.mac();
    if (mac == null) {
      throw new IllegalArgumentException(link.name() + " has no hardware address");
    }
    attachment =
        new Attachment(channel, lock, new Holder(name(), link.index(), link.name(), mac), source);
    obstacle = null;
    sourceLost = false;
    channel.join(this);
  }

  /** Whether nothing is under way that only this process could bring to its end. */
  boolean settled() {
    return machine.settled();
  }

  HandedRouter hand() {
    return new HandedRouter(spec, machine.memory(), since, promotedAt);
  }

  /** Goes on as the router of another process; if it has a source, it was given its interface. */
  void resume(HandedRouter handed, long now) {
    this.now = now;
    touched = true;
    if (attachment != null) {
      int index = attachment.holder().interfaceIndex();
      spec.addresses().stream()
          .map(InetAddress::ofLiteral)
          .filter(address -> interfaces.has(index, address))
          .forEach(address -> machine.onEvent(new Event.AddressAppeared(address), now));
    }
    machine.recall(handed.memory(), now);
    standing = handed.memory().candidate().standing();
    since = handed.since();
    promotedAt = handed.promotedAt();
    LOGGER
        .atInfo()
        .addKeyValue("router", name())
        .addKeyValue("state", machine.state())
        .log("taken over from another process");
  }

  /** Gives the lock back, and must touch nothing any more. */
  void unlock() {
    if (attachment != null) {
      attachment.lock().close();
    }
  }

  /** Gives the rest back as well. */
  void cede() {
    if (attachment != null) {
      attachment.channel().leave(this);
      attachment = null;
    }
  }

  void sourceIs(InetAddress source, long now) {
    if (attachment != null && !attachment.source().equals(source)) {
      attachment =
          new Attachment(attachment.channel(), attachment.lock(), attachment.holder(), source);
      feed(new Event.SourceChanged(source), now);
    }
  }

  /** The interface may get another hardware address while it is up; announcements must follow. */
  void macIs(MacAddress mac) {
    if (attachment == null || attachment.holder().mac().equals(mac)) {
      return;
    }
    Holder old = attachment.holder();
    Holder holder = new Holder(old.router(), old.interfaceIndex(), old.interfaceName(), mac);
    attachment =
        new Attachment(attachment.channel(), attachment.lock(), holder, attachment.source());
    if (machine.state() == State.ACTIVE) {
      addresses.announce(holder, Translation.configuration(spec).addresses());
    }
  }

  /** The interface works, but this family has no address on it. */
  void hasNoSource(long now) {
    if (!sourceLost) {
      sourceLost = true;
      feed(new Event.SourceLost(), now);
    }
  }

  /**
   * Takes the interface away, and returns the channel so that its last user can close it.
   *
   * @param reason {@link Event.InterfaceDown} or {@link Event.SourceLost}
   */
  @Nullable Channel detach(Event reason, long now) {
    if (attachment == null) {
      return null;
    }
    feed(reason, now);
    Channel channel = attachment.channel();
    attachment.lock().close();
    attachment = null;
    tried = false;
    return channel;
  }

  /** Remembers, and writes once, why the router can't take part. */
  void unable(String reason) {
    if (!reason.equals(obstacle)) {
      warn(reason);
    }
    obstacle = reason;
  }

  private void warn(String reason) {
    LOGGER.atWarn().addKeyValue("router", name()).log(reason);
    touched = true;
  }

  void feed(Event event, long now) {
    this.now = now;
    touched = true;
    machine.onEvent(event, now);
    if (event instanceof Event.AddressAppeared && machine.addressesBound()) {
      addressError = null;
    }
  }

  void received(Decoded.Valid advert, Path path, InetAddress source, long now) {
    machine.counters().increment(path.received());
    if (paths().isBoth() && heardPaths.isDuplicate(path, source, advert.advertisement(), now)) {
      machine.counters().increment(path.duplicates());
    }
    if (advert.advertisement().version() == RouterConfiguration.VERSION_3
        && spec.family() == Family.IPV4) {
      countForm(advert.checksum(), source, now);
    }
    observer.observe(heardAs(advert, source));
    this.now = now;
    machine.onAdvertisement(advert.advertisement(), source, now);
    // With two paths each advert may also end or begin a condition.
    touched |= paths().isBoth() || !looksAsPublished();
  }

  /** One object for all repeats of a packet, which the decoder gives as one object, too. */
  @SuppressWarnings("ReferenceEquality")
  private Observation.AdvertHeard heardAs(Decoded.Valid advert, InetAddress source) {
    if (repeated == null || repeated.advert() != advert || !repeated.as().source().equals(source)) {
      repeated =
          new Repeated(
              advert,
              new Observation.AdvertHeard(
                  observed(),
                  source,
                  advert.advertisement().priority(),
                  advert.advertisement().intervalMilliseconds()));
    }
    return repeated.as();
  }

  private void countForm(ChecksumForm form, InetAddress source, long now) {
    machine
        .counters()
        .increment(
            form == ChecksumForm.PSEUDO_HEADER
                ? Counter.CHECKSUM_PSEUDO_HEADER
                : Counter.CHECKSUM_MESSAGE_ONLY);
    if (form != Translation.form(spec.checksum())) {
      String from = Addresses.text(source);
      String mode = form == ChecksumForm.PSEUDO_HEADER ? "PseudoHeader" : "MessageOnly";
      log.warn(
          "CHECKSUM_FORM_DIFFERS",
          from,
          "%s: %s advertises with the other checksum form; if it does not hear us, set checksum: %s"
              .formatted(name(), from, mode),
          now);
    }
  }

  /** What it protects, in the order of the wire. */
  List<InetAddress> addresses() {
    return Translation.configuration(spec).addresses();
  }

  /** Somebody says where an address is; of interest if it is one of ours and not here. */
  void claimed(Claim claim, long now) {
    if (attachment == null
        || claim.mac().equals(attachment.holder().mac())
        || !addresses().contains(claim.address())) {
      return;
    }
    String mac = claim.mac().toString();
    observer.observe(new Observation.AddressClaimed(observed(), claim.address(), mac));
    if (machine.state() == State.ACTIVE) {
      log.warn(
          "ADDRESS_CLAIMED",
          mac,
          "%s: %s says that it has %s, too; if it is no router of this group, give it another one"
              .formatted(name(), mac, Addresses.text(claim.address())),
          now);
    }
    feed(new Event.AnnouncedElsewhere(claim.address()), now);
  }

  /** Counts at this router, if it counts such things. */
  boolean count(Counter counter) {
    boolean counts = machine.counters().has(counter);
    if (counts) {
      machine.counters().increment(counter);
    }
    return counts;
  }

  void refused(InetAddress address, ErrnoException reason, long now) {
    addressError = "the kernel refuses " + Addresses.text(address) + ": " + reason.getMessage();
    warn(addressError);
    feed(new Event.AddressRefused(), now);
  }

  void onDeadline(long now) {
    this.now = now;
    if (machine.nanosUntilDeadline(now) <= 0) {
      touched = true;
      machine.onDeadline(now);
    }
  }

  long nanosUntilDeadline(long now) {
    return machine.nanosUntilDeadline(now);
  }

  boolean finished() {
    return machine.finished();
  }

  @Override
  public boolean transmit(Advertisement advertisement) {
    if (attachment == null) {
      return false;
    }
    InetAddress source = attachment.source();
    boolean sent = false;
    @Nullable String failure = null;
    for (InetAddress to : destinations) {
      if (!to.equals(source)) {
        @Nullable String refusal = transmit(attachment.channel(), advertisement, source, to);
        sent |= refusal == null;
        failure = refusal == null ? failure : refusal;
      }
    }
    transmitError = failure;
    if (sent) {
      observer.observe(new Observation.AdvertSent(observed(), advertisement.priority()));
    }
    // With nobody to send to, nothing has failed.
    return sent || failure == null;
  }

  /** Returns why it was not sent; null if it was. */
  private @Nullable String transmit(
      Channel channel, Advertisement advertisement, InetAddress source, InetAddress to) {
    Path path = to.isMulticastAddress() ? Path.MULTICAST : Path.UNICAST;
    ByteBuffer message =
        AdvertisementCodec.encode(
            advertisement, Translation.form(spec.checksum()), expectation.password(), source, to);
    try {
      @Nullable String reason = channel.send(source, to, message);
      if (reason == null) {
        machine.counters().increment(path.sent());
        return null;
      }
      return notSent(path, to, reason);
    } catch (ErrnoException e) {
      String error = notSent(path, to, String.valueOf(e.getMessage()));
      log.warn("transmit", name(), error, now);
      return error;
    }
  }

  private String notSent(Path path, InetAddress to, String reason) {
    observer.observe(new Observation.AdvertRefused(observed(), reason));
    String where = path == Path.UNICAST ? " to " + Addresses.text(to) : "";
    return "can't send an advert" + where + ": " + reason;
  }

  @Override
  public void perform(Action action) {
    switch (action) {
      case Action.Bind(List<InetAddress> list, int seconds) ->
          addresses.bind(holder(), ours(list), seconds);
      case Action.Renew(List<InetAddress> list, int seconds, long deadline) ->
          addresses.renew(holder(), ours(list), seconds, deadline);
      case Action.Release(List<InetAddress> list) -> addresses.release(holder(), ours(list));
      case Action.Announce(List<InetAddress> list) -> addresses.announce(holder(), list);
      case Action.Enter entered -> {
        since = Instant.now();
        if (entered.to() == State.ACTIVE) {
          promotedAt = since;
        }
        observer.observe(
            new Observation.Transition(observed(), entered.from(), entered.to(), entered.reason()));
        LOGGER
            .atInfo()
            .addKeyValue("router", name())
            .addKeyValue("from", entered.from())
            .addKeyValue("to", entered.to())
            .addKeyValue("reason", entered.reason())
            .log("transition");
      }
      case Action.Notice(Action.Notice.Kind kind, InetAddress source) ->
          log.warn(
              kind.name(),
              Addresses.text(source),
              name() + ": " + Translation.notice(kind, source),
              now);
    }
  }

  /** An owner's address may be static on the interface, and is then never touched. */
  private List<InetAddress> ours(List<InetAddress> list) {
    int index = holder().interfaceIndex();
    return owner()
        ? list.stream().filter(address -> !interfaces.hasForeign(index, address)).toList()
        : list;
  }

  private Holder holder() {
    if (attachment == null) {
      throw new IllegalStateException(name() + " has no interface and so no addresses");
    }
    return attachment.holder();
  }

  /** For logs: the VirtualIP's name and the family. */
  private String name() {
    return spec.virtualIP().name() + "/" + Translation.family(spec.family());
  }

  private Observation.Router observed() {
    return new Observation.Router(
        spec.virtualIP().name(), spec.family(), spec.interfaceName(), spec.virtualRouterID());
  }

  /** Whether something that a status would tell has changed since the last call. */
  boolean refresh() {
    if (!touched && published != null) {
      return false;
    }
    touched = false;
    VirtualRouterSnapshot next = snapshot();
    boolean changed = published == null || !next.sameButCounters(published);
    published = next;
    publishedSources = machine.activeSourcesChanges();
    return changed;
  }

  /**
   * Whether an advert has changed nothing that a status would tell, which is so nearly always. It
   * is about what an advert can change, and makes no snapshot to find out.
   */
  private boolean looksAsPublished() {
    VirtualRouterSnapshot last = published;
    return last != null
        && last.state() == machine.state()
        && last.effectivePriority() == machine.effectivePriority()
        && last.activeAdvertisementIntervalMilliseconds()
            == TimeUnit.NANOSECONDS.toMillis(machine.activeIntervalNanos())
        && last.leaving() == machine.leaving()
        && Objects.equals(last.activeRouter(), machine.activeRouter())
        && publishedSources == machine.activeSourcesChanges();
  }

  private @Nullable String lastError() {
    if (obstacle != null) {
      return obstacle;
    }
    return transmitError != null ? transmitError : addressError;
  }

  VirtualRouterSnapshot snapshot() {
    return new VirtualRouterSnapshot(
        spec,
        machine.state(),
        machine.effectivePriority(),
        TimeUnit.NANOSECONDS.toMillis(machine.activeIntervalNanos()),
        machine.addressesBound(),
        machine.leaving(),
        machine.activeRouter(),
        activeSources(),
        since,
        lastTransition(),
        failingChecks,
        conditions(),
        lastError(),
        machine.counters().byLeafName());
  }

  private List<RouterCondition> conditions() {
    if (paths().isBoth()) {
      heardPaths.retain(machine.activeSources().stream().map(ActiveSource::source).toList());
    }
    return PathConditions.of(spec, paths(), heardPaths.oneSided());
  }

  private @Nullable RouterTransition lastTransition() {
    Promotion promotion = machine.lastPromotion();
    return promotion == null
        ? null
        : new RouterTransition(
            promotedAt,
            promotion.reason().word(),
            in(TimeUnit.MILLISECONDS, promotion.detectionNanos()),
            in(TimeUnit.MICROSECONDS, promotion.bindNanos()));
  }

  private static @Nullable Long in(TimeUnit unit, OptionalLong nanos) {
    return nanos.isPresent()
        ? Long.valueOf(unit.convert(nanos.getAsLong(), TimeUnit.NANOSECONDS))
        : null;
  }

  /** The wall clock is read once for each tenure, or a status would differ without a change. */
  private List<VirtualRouterSnapshot.ActiveSource> activeSources() {
    List<ActiveSource> current = machine.activeSources();
    heard.keySet().retainAll(current);
    return current.stream()
        .map(
            source ->
                new VirtualRouterSnapshot.ActiveSource(
                    source.source(),
                    heard.computeIfAbsent(
                        source, tenure -> Instant.now().minusNanos(now - tenure.sinceNanos()))))
        .toList();
  }
}
