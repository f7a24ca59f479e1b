package dev.virtualip.agent.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.virtualip.agent.kernel.Capture;
import dev.virtualip.agent.kernel.Events;
import dev.virtualip.agent.kernel.Inside;
import dev.virtualip.agent.kernel.Lan;
import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.linux.BootClock;
import dev.virtualip.agent.linux.Errno;
import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.netlink.InterfaceAddress;
import dev.virtualip.agent.linux.netlink.Link;
import dev.virtualip.agent.linux.netlink.MacAddress;
import dev.virtualip.agent.linux.netlink.NetlinkEvent;
import dev.virtualip.agent.linux.netlink.NetlinkEvent.AddressAdded;
import dev.virtualip.agent.linux.netlink.NetlinkEvent.AddressRemoved;
import dev.virtualip.agent.linux.netlink.Rtnetlink;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses in a real kernel: what is bound, what is on the wire, and what goes by itself. */
class AddressThreadIT {

  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** How much later than its lifetime the kernel may remove an address. */
  private static final Duration KERNEL_SLACK = Duration.ofMillis(1250);

  private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.100");
  private static final InetAddress IPV6_ADDRESS = InetAddress.ofLiteral("2001:db8::100");

  private final Lan lan = new Lan();
  private final Machine machine = lan.machine(1);
  private final BlockingQueue<ErrnoException> refusals = new LinkedBlockingQueue<>();
  private AddressThread addresses;
  private Events events;
  private Holder holder;

  @BeforeEach
  void start() throws Exception {
    Link eth0 = link(machine);
    MacAddress mac = Objects.requireNonNull(eth0.mac());
    holder = new Holder("ingress", eth0.index(), "eth0", mac);
    addresses =
        Inside.call(machine, () -> AddressThread.start((of, address, why) -> refusals.add(why)));
    events = Events.start(machine);
  }

  @AfterEach
  void clean() {
    addresses.close();
    events.close();
    lan.close();
  }

  @Test
  void bindsWithoutSubnetUnderOurMarkAndForALifetime() throws Exception {
    addresses.bind(holder, List.of(ADDRESS), 30);
    next(added(ADDRESS));
    InterfaceAddress bound = find(ADDRESS).orElseThrow();
    assertThat(bound.prefixLength()).isEqualTo(32);
    assertThat(bound.protocol()).isEqualTo(112);
    assertThat(bound.isSecondary()).isFalse();
    assertThat(bound.flags() & 0x200).as("IFA_F_NOPREFIXROUTE").isEqualTo(0x200);
    assertThat(bound.validSeconds()).isBetween(28, 30);
  }

  @Test
  void bindsIpv6ReadyAtOnceAndNeverAsASource() throws Exception {
    addresses.bind(holder, List.of(IPV6_ADDRESS), 30);
    next(added(IPV6_ADDRESS));
    InterfaceAddress bound = find(IPV6_ADDRESS).orElseThrow();
    assertThat(bound.prefixLength()).isEqualTo(128);
    assertThat(bound.isMarked()).isTrue();
    assertThat(bound.isTentative()).isFalse();
    assertThat(bound.flags() & 0x222)
        .as("IFA_F_NOPREFIXROUTE, IFA_F_DEPRECATED, IFA_F_NODAD")
        .isEqualTo(0x222);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anAddressThatIsNotRenewedGoesByItself(int lifetimeSeconds) throws Exception {
    addresses.bind(holder, List.of(ADDRESS, IPV6_ADDRESS), lifetimeSeconds);
    long bound = next(added(IPV6_ADDRESS)).nanos();
    for (int gone = 0; gone < 2; gone++) {
      Events.Seen removed = next(event -> event instanceof AddressRemoved);
      assertThat(Duration.ofNanos(removed.nanos() - bound))
          // The two are bound one after the other, and the first report is read a little later.
          .isGreaterThan(Duration.ofSeconds(lifetimeSeconds).minusMillis(100))
          .isLessThan(Duration.ofSeconds(lifetimeSeconds).plus(KERNEL_SLACK));
    }
  }

  @Test
  void renewalsKeepAnAddressAndTheLastOneCounts() throws Exception {
    addresses.bind(holder, List.of(ADDRESS), 1);
    next(added(ADDRESS));
    long last = 0;
    for (int renewal = 0; renewal < 10; renewal++) {
      last = BootClock.nanos() + Duration.ofMillis(400).toNanos();
      Optional<Events.Seen> removed =
          events.next(event -> event instanceof AddressRemoved, Duration.ofMillis(400));
      assertThat(removed).isEmpty();
      addresses.renew(holder, List.of(ADDRESS), 1, BootClock.nanos() + LIMIT.toNanos());
    }
    next(added(ADDRESS));
    Events.Seen removed = next(event -> event instanceof AddressRemoved);
    assertThat(Duration.ofNanos(removed.nanos() - last))
        .isLessThan(Duration.ofSeconds(1).plus(KERNEL_SLACK));
  }

  @Test
  void aLateRenewalDoesNotBringAnAddressBack() throws Exception {
    addresses.bind(holder, List.of(ADDRESS), 1);
    next(event -> event instanceof AddressRemoved);
    addresses.renew(holder, List.of(ADDRESS), 1, BootClock.nanos() - 1);
    done();
    assertThat(find(ADDRESS)).isEmpty();

    addresses.renew(holder, List.of(ADDRESS), 1, BootClock.nanos() + LIMIT.toNanos());
    done();
    assertThat(find(ADDRESS)).as("this is why the deadline is checked").isPresent();
  }

  @Test
  void releaseTakesItAwayAndTwiceIsNoError() throws Exception {
    addresses.bind(holder, List.of(ADDRESS), 30);
    addresses.release(holder, List.of(ADDRESS));
    addresses.release(holder, List.of(ADDRESS));
    done();
    assertThat(find(ADDRESS)).isEmpty();
    assertThat(refusals).isEmpty();
  }

  @Test
  void anAddressOfSomebodyElseIsLeftAsItIs() throws Exception {
    machine.ip("address", "add", "192.0.2.100/32", "dev", "eth0");
    addresses.bind(holder, List.of(ADDRESS), 1);
    ErrnoException refusal = refusals.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(refusal).isNotNull();
    assertThat(refusal.is(Errno.EEXIST)).isTrue();
    assertThat(refusal).hasMessageContaining("192.0.2.100").hasMessageContaining("eth0");
    InterfaceAddress found = find(ADDRESS).orElseThrow();
    assertThat(found.validSeconds()).isEqualTo(-1);
    assertThat(found.isMarked()).isFalse();

    addresses.release(holder, List.of(ADDRESS));
    done();
    assertThat(find(ADDRESS)).contains(found);
  }

  @Test
  void anIpv6AddressOfSomebodyElseIsLeftAsItIsWhateverItsPrefixLength() throws Exception {
    InetAddress address = InetAddress.ofLiteral("2001:db8::100");
    machine.ip("address", "add", "2001:db8::100/64", "dev", "eth0", "nodad");
    addresses.bind(holder, List.of(address), 3);
    ErrnoException refusal = refusals.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(refusal).isNotNull();
    addresses.release(holder, List.of(address));
    done();
    InterfaceAddress found = find(address).orElseThrow();
    assertThat(found.validSeconds()).isEqualTo(-1);
    assertThat(found.prefixLength()).isEqualTo(64);
    assertThat(found.isMarked()).isFalse();
  }

  @Test
  void anAddressOfAnEarlierProcessOfOursIsTakenOver() throws Exception {
    addresses.bind(holder, List.of(ADDRESS), 30);
    addresses.bind(holder, List.of(ADDRESS), 300);
    done();
    assertThat(refusals).isEmpty();
    assertThat(find(ADDRESS).orElseThrow().validSeconds()).isGreaterThan(30);
  }

  @Test
  void refusesAnInterfaceThatIsGoneAndGoesOn() throws Exception {
    Holder gone = new Holder("gone", 4711, "eth7", holder.mac());
    addresses.bind(gone, List.of(ADDRESS), 30);
    addresses.bind(holder, List.of(ADDRESS), 30);
    next(added(ADDRESS));
    ErrnoException refusal = refusals.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(refusal).isNotNull();
    assertThat(refusal.is(Errno.ENODEV)).isTrue();
  }

  @Test
  void announcesWhatItHoldsAndNothingElse() throws Exception {
    Machine neighbour = lan.machine(2);
    try (Capture capture = Capture.start(neighbour)) {
      InetAddress notHeld = InetAddress.ofLiteral("192.0.2.101");
      addresses.bind(holder, List.of(ADDRESS), 30);
      addresses.announce(holder, List.of(notHeld, ADDRESS));
      byte[] frame = capture.next(f -> f.is(0x0806), LIMIT).orElseThrow().octets();
      String mac = HexFormat.of().formatHex(holder.mac().octets());
      assertThat(HexFormat.of().formatHex(frame))
          .isEqualTo(
              "ffffffffffff"
                  + mac
                  + "0806"
                  + "0001080006040001"
                  + mac
                  + "c0000264"
                  + "ffffffffffff"
                  + "c0000264");
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 20000000", "1, a0000000"})
  void announcesIpv6AsAHostOrARouterAsTheKernelWould(String forwarding, String flags)
      throws Exception {
    machine.sysctl("net/ipv6/conf/eth0/forwarding", forwarding);
    try (Capture capture = Capture.start(lan.machine(2))) {
      addresses.bind(holder, List.of(IPV6_ADDRESS), 30);
      addresses.announce(holder, List.of(IPV6_ADDRESS));
      Capture.Frame frame = capture.next(f -> f.isIcmpv6(136), LIMIT).orElseThrow();
      String mac = HexFormat.of().formatHex(holder.mac().octets());
      String ip = "20010db8000000000000000000000100";
      assertThat(frame.hex()).startsWith("333300000001" + mac + "86dd" + "6000000000203aff" + ip);
      assertThat(frame.hex()).endsWith(flags + ip + "0201" + mac);
    }
  }

  @Test
  void anAnnouncementMovesAnIpv6AddressInANeighboursTable() throws Exception {
    Machine neighbour = lan.machine(2);
    neighbour.ip(
        "neighbour",
        "add",
        "2001:db8::100",
        "lladdr",
        "02:00:00:00:00:99",
        "nud",
        "reachable",
        "dev",
        "eth0");
    addresses.bind(holder, List.of(IPV6_ADDRESS), 30);
    addresses.announce(holder, List.of(IPV6_ADDRESS));
    await()
        .atMost(LIMIT)
        .until(
            () -> neighbour.ip("neighbour", "show", "2001:db8::100"),
            table -> table.contains(holder.mac().toString()));
  }

  @Test
  void anAnnouncementMovesTheAddressInANeighboursTable() throws Exception {
    Machine neighbour = lan.machine(2);
    neighbour.ip(
        "neighbour",
        "add",
        "192.0.2.100",
        "lladdr",
        "02:00:00:00:00:99",
        "nud",
        "reachable",
        "dev",
        "eth0");
    addresses.bind(holder, List.of(ADDRESS), 30);
    addresses.announce(holder, List.of(ADDRESS));
    await()
        .atMost(LIMIT)
        .until(
            () -> neighbour.ip("neighbour", "show", "192.0.2.100"),
            table -> table.contains(holder.mac().toString()));
  }

  @Test
  void repeatsArePacedBehindARenewal() throws Exception {
    List<InetAddress> many = new ArrayList<>();
    for (int host = 100; host < 120; host++) {
      many.add(InetAddress.ofLiteral("192.0.2." + host));
    }
    try (Capture capture = Capture.start(lan.machine(2))) {
      addresses.bind(holder, many, 30);
      addresses.announce(holder, many);
      addresses.announce(holder, many);
      addresses.renew(holder, many, 300, BootClock.nanos() + LIMIT.toNanos());
      done();
      assertThat(find(ADDRESS).orElseThrow().validSeconds()).isGreaterThan(30);
      for (int frame = 0; frame < 2 * many.size(); frame++) {
        assertThat(capture.next(f -> f.is(0x0806), LIMIT)).isPresent();
      }
    }
  }

  @Test
  void linkChangesAreReported() throws Exception {
    lan.unplug(machine);
    Events.Seen lost = next(link(l -> l.isUp() && !l.isUsable()));
    assertThat(lost).isNotNull();
    lan.plug(machine);
    next(link(Link::isUsable));
    machine.ip("link", "set", "eth0", "down");
    next(link(l -> !l.isUp()));
    machine.ip("link", "delete", "eth0");
    next(event -> event instanceof NetlinkEvent.LinkRemoved(Link l) && l.name().equals("eth0"));
  }

  @Test
  void anAddressRemovedBySomebodyElseIsReported() throws Exception {
    addresses.bind(holder, List.of(ADDRESS), 30);
    next(added(ADDRESS));
    machine.ip("address", "delete", "192.0.2.100/32", "dev", "eth0");
    AddressRemoved removed = (AddressRemoved) next(e -> e instanceof AddressRemoved).event();
    assertThat(removed.address().address()).isEqualTo(ADDRESS);
    assertThat(removed.address().isMarked()).isTrue();
  }

  private static Predicate<NetlinkEvent> link(Predicate<Link> wanted) {
    return event ->
        event instanceof NetlinkEvent.LinkChanged(Link l)
            && l.name().equals("eth0")
            && wanted.test(l);
  }

  private static Predicate<NetlinkEvent> added(InetAddress address) {
    return event ->
        event instanceof AddressAdded(InterfaceAddress found) && found.address().equals(address);
  }

  private Events.Seen next(Predicate<NetlinkEvent> wanted) throws Exception {
    return events.next(wanted, LIMIT).orElseThrow(() -> new AssertionError("no such event"));
  }

  /** Returns when everything ordered so far is done. */
  private void done() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    addresses.afterAll(done::countDown);
    assertThat(done.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
  }

  private Optional<InterfaceAddress> find(InetAddress address) throws Exception {
    return Inside.call(
        machine,
        () -> {
          try (Rtnetlink kernel = Rtnetlink.open()) {
            return kernel.dumpAddresses().stream()
                .filter(found -> found.address().equals(address))
                .findFirst();
          }
        });
  }

  private static Link link(Machine machine) throws Exception {
    return Inside.call(
        machine,
        () -> {
          try (Rtnetlink kernel = Rtnetlink.open()) {
            return kernel.dumpLinks().stream()
                .filter(link -> link.name().equals("eth0"))
                .findFirst()
                .orElseThrow();
          }
        });
  }
}
