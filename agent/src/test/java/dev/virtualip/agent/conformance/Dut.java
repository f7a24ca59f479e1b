package dev.virtualip.agent.conformance;

import dev.virtualip.agent.linux.ReceivedDatagram;
import dev.virtualip.agent.linux.VrrpDatagram;
import dev.virtualip.agent.vrrp.Action;
import dev.virtualip.agent.vrrp.ActionSink;
import dev.virtualip.agent.vrrp.Advertisement;
import dev.virtualip.agent.vrrp.AdvertisementCodec;
import dev.virtualip.agent.vrrp.Counter;
import dev.virtualip.agent.vrrp.Counters;
import dev.virtualip.agent.vrrp.Datagram;
import dev.virtualip.agent.vrrp.Decoded;
import dev.virtualip.agent.vrrp.Event;
import dev.virtualip.agent.vrrp.Expectation;
import dev.virtualip.agent.vrrp.InvalidReason;
import dev.virtualip.agent.vrrp.Repeats;
import dev.virtualip.agent.vrrp.RouterConfiguration;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.agent.vrrp.VirtualRouter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The device under test: one virtual router with the codec before and behind it, and a kernel that
 * does what it is told. What it does is written down.
 */
final class Dut implements ActionSink {

  private final World world;
  private final VirtualRouter machine;
  private final Counters interfaceCounters = Counters.ofInterface();
  private final List<Done> done = new ArrayList<>();
  private final List<Advertisement> heard = new ArrayList<>();
  private final List<InetAddress> binding = new ArrayList<>();
  private final Map<InetAddress, Long> held = new LinkedHashMap<>();

  private final Repeats repeats = new Repeats();

  private RouterSetup setup;
  private Expectation expectation;
  private InetAddress source;
  private long zero;
  private boolean mute;
  private boolean killed;

  Dut(World world, RouterSetup setup) {
    this.world = world;
    this.setup = setup;
    this.expectation = setup.expectation();
    this.source = setup.ownAddress();
    this.zero = world.now();
    this.machine = new VirtualRouter(setup.configuration(), this, world.now());
    world.add(this);
  }

  RouterSetup setup() {
    return setup;
  }

  State state() {
    return machine.state();
  }

  long learnedNanos() {
    return machine.activeIntervalNanos();
  }

  boolean finished() {
    return machine.finished();
  }

  /** From now on time counts from here, and what was done before is forgotten. */
  void zero() {
    zero = world.now();
    done.clear();
  }

  List<Done> done() {
    return List.copyOf(done);
  }

  /** Every advert that was let through to the state machine. */
  List<Advertisement> heard() {
    return List.copyOf(heard);
  }

  void startUp() {
    machine.onEvent(new Event.Startup(source), world.now());
  }

  void event(Event event) {
    machine.onEvent(event, world.now());
  }

  void moveTo(InetAddress address) {
    source = address;
    event(new Event.SourceChanged(address));
  }

  void configure(RouterSetup more) {
    setup = setup.with(more);
    expectation = setup.expectation();
    event(new Event.Configured(setup.configuration()));
  }

  /** From now on the kernel refuses to send, or does not any more. */
  void mute(boolean refuses) {
    mute = refuses;
  }

  /** SIGKILL: nothing of it runs any more, its addresses run out. */
  void kill() {
    killed = true;
  }

  /** Takes a whole IP packet, as the socket's owner does in the agent. */
  void receive(byte[] packet) {
    if (killed) {
      return;
    }
    if (packet[0] >>> 4 == 6) {
      judge(ipv6(packet));
      return;
    }
    VrrpDatagram datagram = ReceivedDatagram.ofIpv4(packet);
    if (datagram.isWhole()) {
      judge(
          new Datagram(
              datagram.source(), datagram.destination(), datagram.ttl(), datagram.message()));
    } else {
      count(new Decoded.Invalid(InvalidReason.IP_HEADER, 0));
    }
  }

  /** What a raw IPv6 socket says of a packet: the header stays in the kernel. */
  private static Datagram ipv6(byte[] packet) {
    try {
      return new Datagram(
          InetAddress.getByAddress(Arrays.copyOfRange(packet, 8, 24)),
          InetAddress.getByAddress(Arrays.copyOfRange(packet, 24, 40)),
          Byte.toUnsignedInt(packet[7]),
          ByteBuffer.wrap(packet, 40, packet.length - 40).slice());
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private void judge(Datagram datagram) {
    boolean sameFamily = source.getClass() == datagram.source().getClass();
    int own = setup.effectiveVrid();
    switch (AdvertisementCodec.decode(
        datagram, vrid -> sameFamily && vrid == own ? expectation : null, repeats)) {
      case Decoded.Valid valid -> {
        countForm(valid);
        heard.add(valid.advertisement());
        event(new Event.Received(valid.advertisement(), datagram.source()));
      }
      case Decoded.Invalid invalid -> count(invalid);
    }
  }

  /** Both forms are possible in version 3 over IPv4 only. */
  private void countForm(Decoded.Valid valid) {
    if (setup.effectiveVersion() == RouterConfiguration.VERSION_3 && !setup.ipv6()) {
      machine
          .counters()
          .increment(
              switch (valid.checksum()) {
                case PSEUDO_HEADER -> Counter.CHECKSUM_PSEUDO_HEADER;
                case MESSAGE_ONLY -> Counter.CHECKSUM_MESSAGE_ONLY;
              });
    }
  }

  private void count(Decoded.Invalid invalid) {
    boolean own = invalid.virtualRouterID() == setup.effectiveVrid();
    boolean atRouter = own && machine.counters().has(invalid.reason().counter());
    (atRouter ? machine.counters() : interfaceCounters).increment(invalid.reason().counter());
  }

  /** All counters, those of the router and those of its interface. */
  Map<String, Long> counters() {
    Map<String, Long> counters = new TreeMap<>(machine.counters().byLeafName());
    interfaceCounters.byLeafName().forEach((leaf, value) -> counters.merge(leaf, value, Long::sum));
    return counters;
  }

  OptionalLong deadline() {
    return killed ? OptionalLong.empty() : machine.deadline();
  }

  /** Serves what is due; the kernel's answers to it are in before that ends. */
  void turn() {
    for (int turns = 0; turns < 100; turns++) {
      OptionalLong deadline = deadline();
      if (deadline.isEmpty() || deadline.getAsLong() - world.now() > 0) {
        return;
      }
      machine.onDeadline(world.now());
      List<InetAddress> bound = List.copyOf(binding);
      binding.clear();
      bound.forEach(address -> event(new Event.AddressAppeared(address)));
    }
    throw new AssertionError("a deadline that is always due");
  }

  /** Whether the kernel may still have {@code address}: 1.25 s is the latest that it was seen. */
  boolean mayHold(InetAddress address, long now) {
    Long until = held.get(address);
    return until != null && until - now > 0;
  }

  @Override
  public boolean transmit(Advertisement advertisement) {
    if (mute) {
      return false;
    }
    InetAddress group = setup.group();
    ByteBuffer message =
        AdvertisementCodec.encode(
            advertisement, setup.checksumForm(), setup.authentication(), source, group);
    SentAdvert sent = SentAdvert.of(message, source);
    write(sent);
    world.deliver(this, Packets.wrap(sent.octets(), source, group, 255));
    return true;
  }

  @Override
  public void perform(Action action) {
    write(action);
    switch (action) {
      case Action.Bind(List<InetAddress> addresses, int seconds) -> {
        binding.addAll(addresses);
        addresses.forEach(address -> held.put(address, gone(seconds)));
      }
      case Action.Renew(List<InetAddress> addresses, int seconds, long _) -> {
        binding.addAll(addresses);
        addresses.forEach(address -> held.put(address, gone(seconds)));
      }
      case Action.Release(List<InetAddress> addresses) -> held.keySet().removeAll(addresses);
      case Action.Announce _, Action.Probe _, Action.Enter _, Action.Notice _ -> {
        // Nothing that the kernel would have to do.
      }
    }
  }

  private long gone(int seconds) {
    return world.now() + Span.milliseconds(seconds * 1000L + 1250).nanos();
  }

  private void write(Object what) {
    done.add(new Done(world.now() - zero, what));
  }
}
