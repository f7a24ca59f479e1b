package dev.virtualip.agent.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.netlink.MacAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the address thread asks of the kernel, with a kernel that keeps a list. */
class AddressWorkerTest {

  private static final Holder HOLDER = new Holder("a", 2, "eth0", new MacAddress(1));
  private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.100");
  private static final InetAddress TWO = InetAddress.ofLiteral("192.0.2.101");
  private static final InetAddress SIX = InetAddress.ofLiteral("2001:db8::100");
  private static final int ENODEV = 19;
  private static final int EEXIST = 17;

  private final List<String> calls = new ArrayList<>();
  private final Set<InetAddress> refusing = new HashSet<>();
  private final Set<InetAddress> unready = new HashSet<>();
  private final List<InetAddress> refused = new ArrayList<>();
  private final List<Order> later = new ArrayList<>();
  private long now = 1_000_000_000L;
  private long callNanos;
  private int refusal = ENODEV;

  private final AddressWorker worker =
      new AddressWorker(
          new ListingKernel(),
          (holder, address, reason) -> refused.add(address),
          () -> now,
          later::add);

  @Test
  void aRefusedAddressDoesNotStopTheOthers() {
    refusing.add(ONE);
    worker.obey(new Order.Bind(HOLDER, List.of(ONE, TWO), 2));
    assertThat(calls).containsExactly("bind 192.0.2.100 2", "bind 192.0.2.101 2");
    assertThat(refused).containsExactly(ONE);
  }

  @Test
  void aRefusedAddressIsNotAnnounced() {
    refusing.add(ONE);
    worker.obey(new Order.Bind(HOLDER, List.of(ONE, TWO), 2));
    calls.clear();
    worker.obey(new Order.Announce(HOLDER, List.of(ONE, TWO)));
    assertThat(calls).containsExactly("announce 192.0.2.101");
  }

  @Test
  void aRenewalAfterItsDeadlineIsDropped() {
    worker.obey(new Order.Renew(HOLDER, List.of(ONE), 2, now - 1));
    assertThat(calls).isEmpty();
    worker.obey(new Order.Renew(HOLDER, List.of(ONE), 2, now));
    assertThat(calls).containsExactly("renew 192.0.2.100 2");
  }

  @Test
  void aRenewalThatTheKernelKeepsWaitingIsDroppedInTheMiddle() {
    callNanos = 101;
    worker.obey(new Order.Renew(HOLDER, List.of(ONE, TWO), 2, now + 100));
    assertThat(calls).containsExactly("renew 192.0.2.100 2");
    assertThat(refused).isEmpty();
  }

  @Test
  void theFirstAnnouncementGoesAtOnceAndFurtherOnesWait() {
    worker.obey(new Order.Bind(HOLDER, List.of(ONE), 2));
    calls.clear();
    worker.obey(new Order.Announce(HOLDER, List.of(ONE)));
    assertThat(calls).containsExactly("announce 192.0.2.100");
    worker.obey(new Order.Announce(HOLDER, List.of(ONE)));
    assertThat(calls).hasSize(1);
    assertThat(later).containsExactly(new Order.Repeat(HOLDER, ONE, false));
    worker.obey(later.getFirst());
    assertThat(calls).hasSize(2);
  }

  @Test
  void nothingIsAnnouncedAfterTheRelease() {
    worker.obey(new Order.Bind(HOLDER, List.of(ONE), 2));
    worker.obey(new Order.Release(HOLDER, List.of(ONE)));
    calls.clear();
    worker.obey(new Order.Announce(HOLDER, List.of(ONE)));
    worker.obey(new Order.Repeat(HOLDER, ONE, false));
    assertThat(calls).isEmpty();
  }

  @Test
  void anAddressOfSomebodyElseIsNotReleased() {
    refusing.add(ONE);
    refusal = EEXIST;
    worker.obey(new Order.Bind(HOLDER, List.of(ONE, TWO), 2));
    calls.clear();
    worker.obey(new Order.Release(HOLDER, List.of(ONE, TWO)));
    assertThat(calls).containsExactly("release 192.0.2.101");
  }

  @Test
  void anAssignedAddressIsAnnouncedWithoutABind() {
    worker.obey(new Order.Repeat(HOLDER, ONE, true));
    assertThat(calls).containsExactly("announce 192.0.2.100");
  }

  @Test
  void aBindAfterAReleaseIsAnnouncedAtOnceAgain() {
    worker.obey(new Order.Bind(HOLDER, List.of(ONE), 2));
    worker.obey(new Order.Announce(HOLDER, List.of(ONE)));
    worker.obey(new Order.Release(HOLDER, List.of(ONE)));
    worker.obey(new Order.Bind(HOLDER, List.of(ONE), 2));
    calls.clear();
    worker.obey(new Order.Announce(HOLDER, List.of(ONE)));
    assertThat(calls).containsExactly("announce 192.0.2.100");
  }

  @Test
  void aFailedReleaseDoesNotStopTheOthers() {
    refusing.add(ONE);
    worker.obey(new Order.Release(HOLDER, List.of(ONE, TWO)));
    assertThat(calls).containsExactly("release 192.0.2.100", "release 192.0.2.101");
  }

  @Test
  void anIpv6AddressIsBoundAndAnnounced() {
    worker.obey(new Order.Bind(HOLDER, List.of(SIX), 3));
    worker.obey(new Order.Announce(HOLDER, List.of(SIX)));
    assertThat(calls)
        .containsExactly("bind 2001:db8:0:0:0:0:0:100 3", "announce 2001:db8:0:0:0:0:0:100");
  }

  @Test
  void anAddressIsNotAnnouncedBeforeTheKernelAnswersForIt() {
    unready.add(SIX);
    worker.obey(new Order.Bind(HOLDER, List.of(SIX), 3));
    worker.obey(new Order.Announce(HOLDER, List.of(SIX)));
    now += 10_000_000;
    worker.obey(later.removeFirst());
    assertThat(calls).hasSize(1);
    unready.clear();
    worker.obey(later.removeFirst());
    assertThat(calls.getLast()).isEqualTo("announce 2001:db8:0:0:0:0:0:100");
    assertThat(later).isEmpty();
  }

  @Test
  void anAddressForWhichTheKernelWillNotAnswerIsAnnouncedAfterAWhile() {
    unready.add(SIX);
    worker.obey(new Order.Bind(HOLDER, List.of(SIX), 3));
    worker.obey(new Order.Announce(HOLDER, List.of(SIX)));
    now += 25_000_000;
    worker.obey(later.removeFirst());
    assertThat(calls.getLast()).isEqualTo("announce 2001:db8:0:0:0:0:0:100");
  }

  @Test
  void aProbeThatIsNotSentDoesNotStopTheOthersAndClaimsNothing() {
    refusing.add(ONE);
    worker.obey(new Order.Probe(HOLDER, List.of(ONE, TWO)));
    worker.obey(new Order.Announce(HOLDER, List.of(TWO)));
    assertThat(calls).containsExactly("probe 192.0.2.100", "probe 192.0.2.101");
    assertThat(refused).isEmpty();
  }

  private final class ListingKernel implements AddressKernel {

    @Override
    public void bind(Holder holder, InetAddress address, int seconds) throws ErrnoException {
      call("bind", address, " " + seconds);
    }

    @Override
    public void renew(Holder holder, InetAddress address, int seconds) throws ErrnoException {
      call("renew", address, " " + seconds);
    }

    @Override
    public void release(Holder holder, InetAddress address) throws ErrnoException {
      call("release", address, "");
    }

    @Override
    public boolean answers(Holder holder, InetAddress address) {
      return !unready.contains(address);
    }

    @Override
    public void announce(Holder holder, InetAddress address) throws ErrnoException {
      call("announce", address, "");
    }

    @Override
    public void probe(Holder holder, InetAddress address) throws ErrnoException {
      call("probe", address, "");
    }

    private void call(String what, InetAddress address, String more) throws ErrnoException {
      calls.add(what + " " + address.getHostAddress() + more);
      now += callNanos;
      if (refusing.contains(address)) {
        throw new ErrnoException(refusal, what, "test");
      }
    }

    @Override
    public void close() {
      calls.add("close");
    }
  }
}
