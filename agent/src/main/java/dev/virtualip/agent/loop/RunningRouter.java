package dev.virtualip.agent.loop;

import dev.virtualip.agent.address.AddressThread;
import dev.virtualip.agent.address.Claim;
import dev.virtualip.agent.address.Holder;
import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.LockSocket;
import dev.virtualip.agent.linux.netlink.MacAddress;
import dev.virtualip.agent.vrrp.Action;
import dev.virtualip.agent.vrrp.ActionSink;
import dev.virtualip.agent.vrrp.Advertisement;
import dev.virtualip.agent.vrrp.Counter;
import dev.virtualip.agent.vrrp.Decoded;
import dev.virtualip.agent.vrrp.Event;
import dev.virtualip.agent.vrrp.Path;
import dev.virtualip.agent.vrrp.Standing;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.agent.vrrp.VirtualRouter;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.plan.Addresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
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
  private final Passwords passwords;
  private final AdvertReceiver receiver;
  private final AdvertSender sender;
  private final RouterStory story;

  private Terms terms;
  private @Nullable Attachment attachment;
  private @Nullable String obstacle;
  private @Nullable String addressError;
  private long now;
  private boolean tried;
  private Standing standing = Standing.GOOD;
  private List<FailingCheck> failingChecks = List.of();
  private boolean sourceLost;

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
    this.terms = Terms.of(spec, passwords);
    this.passwords = passwords;
    this.addresses = addresses;
    this.interfaces = interfaces;
    this.log = log;
    this.now = now;
    this.machine = new VirtualRouter(terms.configuration(), this, now);
    this.receiver = new AdvertReceiver(machine.counters(), log, observer);
    this.sender = new AdvertSender(machine.counters(), log, observer);
    this.story = new RouterStory(machine, observer);
  }

  @Override
  public VirtualRouterSpec spec() {
    return terms.spec();
  }

  @Override
  public VirtualRouter machine() {
    return machine;
  }

  /** Takes over what this node knows of its addresses. */
  void remember(AddressBook book) {
    machine.onEvent(
        new Event.Remembered(terms.addresses().stream().filter(book::knows).toList()), now);
  }

  /** What it is told to be. */
  Terms terms() {
    return terms;
  }

  /** Whether {@code other} can be reached without a restart of this router. */
  boolean canBecome(VirtualRouterSpec other) {
    return terms.canBecome(other, passwords);
  }

  void become(VirtualRouterSpec other, long now) {
    story.touch();
    Terms before = terms;
    terms = Terms.of(other, passwords);
    receiver.become(terms, before);
    if (attachment != null) {
      attachment.channel().addressesChanged();
    }
    if (!terms.configuration().equals(before.configuration())) {
      feed(new Event.Configured(terms.configuration()), now);
      // Those that were not its own before: nothing else will tell that they are there already.
      List<InetAddress> added = new ArrayList<>(terms.addresses());
      added.removeAll(before.addresses());
      tellOfThoseThere(added, now);
    }
    if (other.handOver() && !before.spec().handOver()) {
      handOver(now);
    }
  }

  /** Of its addresses, those that the interface has. */
  private void tellOfThoseThere(List<InetAddress> some, long now) {
    if (attachment != null) {
      int index = attachment.holder().interfaceIndex();
      some.stream()
          .filter(address -> interfaces.has(index, address))
          .forEach(address -> feed(new Event.AddressAppeared(address), now));
    }
  }

  @Override
  public void handOver(long now) {
    feed(new Event.HandOver(), now);
  }

  @Override
  public void stand(Standing to, List<FailingCheck> failing, long now) {
    if (!failing.equals(failingChecks)) {
      story.touch();
    }
    failingChecks = failing;
    if (!standing.equals(to)) {
      standing = to;
      feed(new Event.StandingChanged(to), now);
    }
  }

  boolean owner() {
    return terms.configuration().owner();
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
    tellOfThoseThere(terms.addresses(), now);
  }

  /** Gives the router its interface, but nothing begins. */
  void occupy(Channel channel, LockSocket lock, InetAddress source) {
    attachment = Attachment.of(terms.name(), channel, lock, source);
    obstacle = null;
    sourceLost = false;
    channel.join(this);
  }

  /** Whether nothing is under way that only this process could bring to its end. */
  boolean settled() {
    return machine.settled();
  }

  HandedRouter hand() {
    return new HandedRouter(spec(), machine.memory(), story.since(), story.promotedAt());
  }

  /** Goes on as the router of another process; if it has a source, it was given its interface. */
  void resume(HandedRouter handed, long now) {
    this.now = now;
    tellOfThoseThere(terms.addresses(), now);
    machine.recall(handed.memory(), now);
    standing = handed.memory().candidate().standing();
    story.resume(handed);
    LOGGER
        .atInfo()
        .addKeyValue("router", terms.name())
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
      attachment = attachment.with(source);
      feed(new Event.SourceChanged(source), now);
    }
  }

  /** The interface may get another hardware address while it is up; announcements must follow. */
  void macIs(MacAddress mac) {
    if (attachment == null || attachment.holder().mac().equals(mac)) {
      return;
    }
    attachment = attachment.with(mac);
    if (machine.state() == State.ACTIVE) {
      addresses.announce(holder(), terms.addresses());
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

  /** Whether why it can't take part begins like this. */
  boolean isUnable(String reason) {
    return obstacle != null && obstacle.startsWith(reason);
  }

  private void warn(String reason) {
    LOGGER.atWarn().addKeyValue("router", terms.name()).log(reason);
    story.touch();
  }

  void feed(Event event, long now) {
    this.now = now;
    story.touch();
    machine.onEvent(event, now);
    if (event instanceof Event.AddressAppeared && machine.addressesBound()) {
      addressError = null;
    }
    // One that goes with a release is no longer held when the kernel tells.
    if (event instanceof Event.AddressGone(InetAddress address)
        && machine.state() == State.ACTIVE) {
      log.warn(
          "ADDRESS_GONE",
          Addresses.text(address),
          terms.name()
              + ": the address was deleted by somebody else, or ran out in a pause; bound again",
          now);
    }
  }

  void received(Decoded.Valid advert, Path path, InetAddress source, long now) {
    boolean news = receiver.received(advert, path, source, terms, now);
    this.now = now;
    machine.onAdvertisement(advert.advertisement(), source, now);
    // With two paths each advert may also end or begin a condition.
    if (news || terms.paths().isBoth() || !story.looksAsPublished()) {
      story.touch();
    }
  }

  /** Somebody says where an address is; of interest if it is one of ours and not here. */
  void claimed(Claim claim, long now) {
    if (attachment == null
        || claim.mac().equals(attachment.holder().mac())
        || !terms.addresses().contains(claim.address())) {
      return;
    }
    receiver.claimed(claim, machine.state() == State.ACTIVE, terms, now);
    feed(new Event.AnnouncedElsewhere(claim.address(), claim.mac().toString()), now);
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
      story.touch();
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
    return attachment != null && sender.send(advertisement, terms, attachment, now);
  }

  @Override
  public void perform(Action action) {
    switch (action) {
      case Action.Bind(List<InetAddress> list, int seconds) ->
          addresses.bind(holder(), ours(list), seconds);
      case Action.Renew(List<InetAddress> list, int seconds, long deadline) ->
          addresses.renew(holder(), ours(list), seconds, deadline);
      case Action.Release(List<InetAddress> list) -> addresses.release(holder(), ours(list));
      case Action.Announce(List<InetAddress> list) -> {
        List<InetAddress> bound = ours(list);
        addresses.announce(holder(), bound);
        // Those of an owner that are static are announced as well: others have held them meanwhile.
        addresses.announceAssigned(
            holder(), list.stream().filter(address -> !bound.contains(address)).toList());
      }
      case Action.Probe(List<InetAddress> list) -> addresses.probe(holder(), list);
      case Action.Enter entered -> story.entered(entered, terms);
      case Action.Notice(Action.Notice.Kind kind, InetAddress source) ->
          log.warn(
              kind.name(),
              Addresses.text(source),
              terms.name() + ": " + Translation.notice(kind, source, spec().version()),
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
      throw new IllegalStateException(terms.name() + " has no interface and so no addresses");
    }
    return attachment.holder();
  }

  /** Whether something that a status would tell has changed since the last call. */
  boolean refresh() {
    return !story.isStale() && story.publish(snapshot());
  }

  VirtualRouterSnapshot snapshot() {
    return story.snapshot(terms, receiver, failingChecks, lastError(), now);
  }

  private @Nullable String lastError() {
    if (obstacle != null) {
      return obstacle;
    }
    return sender.error() != null ? sender.error() : addressError;
  }
}
