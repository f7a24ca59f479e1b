package dev.virtualip.agent.conformance;

import dev.virtualip.agent.vrrp.Event;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happens, or the same again and again.
 *
 * @param at when, since zero
 * @param within instead at a random time from {@code at} on, less than this later
 * @param every and then each such time later
 * @param until while it is not later than this; absent: the end
 * @param router name of the router that it happens to; absent: all that it can happen to, which for
 *     packets and changes is the router under test
 * @param receive a packet arrives
 * @param startup the interface is up and has an address
 * @param interfaceDown it is not any more
 * @param sourceAddress it has another address to send from
 * @param configure what changes in the configuration
 * @param addressGone somebody removes this address
 * @param addressRefused the kernel refuses to bind
 * @param transmit {@code refused} or {@code works}: what the kernel says to adverts from now on
 * @param stop {@code shutdown}: planned, {@code withdraw}: in silence, {@code kill}: by SIGKILL
 */
record Step(
    Span at,
    @Nullable Span within,
    @Nullable Span every,
    @Nullable Span until,
    @Nullable String router,
    @Nullable PacketSpec receive,
    @Nullable Boolean startup,
    @Nullable Boolean interfaceDown,
    @Nullable String sourceAddress,
    @Nullable RouterSetup configure,
    @Nullable String addressGone,
    @Nullable Boolean addressRefused,
    @Nullable String transmit,
    @Nullable String stop) {

  Step {
    Missing.require(at, "at");
    long events =
        Stream.of(
                receive,
                startup,
                interfaceDown,
                sourceAddress,
                configure,
                addressGone,
                addressRefused,
                transmit,
                stop)
            .filter(Objects::nonNull)
            .count();
    if (events != 1) {
      throw new IllegalArgumentException(
          "a step is exactly one of receive, startup, interfaceDown, sourceAddress, configure,"
              + " addressGone, addressRefused, transmit, stop; this one, at "
              + at
              + ", is "
              + events);
    }
    if (transmit != null && !List.of("refused", "works").contains(transmit)) {
      throw new IllegalArgumentException("transmit is 'refused' or 'works', not " + transmit);
    }
    if (stop != null && !List.of("shutdown", "withdraw", "kill").contains(stop)) {
      throw new IllegalArgumentException(
          "stop is 'shutdown', 'withdraw' or 'kill', not '" + stop + "'");
    }
    Missing.requireTrue(startup, "startup");
    Missing.requireTrue(interfaceDown, "interfaceDown");
    Missing.requireTrue(addressRefused, "addressRefused");
    Missing.requirePeriod(every);
    if (until != null && (every == null || until.nanos() < at.nanos())) {
      throw new IllegalArgumentException("'until' needs 'every', and must not be before 'at'");
    }
  }

  void schedule(World world, Map<String, Dut> routers, Span end, Random random) {
    long zero = world.now();
    for (Dut dut : targets(routers)) {
      long later = within == null ? 0 : random.nextLong(within.nanos());
      long last = every == null ? at.nanos() : until == null ? end.nanos() : until.nanos();
      long period = every == null ? 1 : every.nanos();
      for (long time = at.nanos(); time <= last; time += period) {
        world.at(zero + time + later, () -> happen(dut));
      }
    }
  }

  private List<Dut> targets(Map<String, Dut> routers) {
    if (router == null) {
      return startup == null
          ? List.of(Objects.requireNonNull(routers.get("dut")))
          : List.copyOf(routers.values());
    }
    Dut named = routers.get(router);
    if (named == null) {
      throw new IllegalArgumentException("there is no router '" + router + "'");
    }
    return List.of(named);
  }

  private void happen(Dut dut) {
    if (receive != null) {
      dut.receive(Packets.build(receive, dut.setup()));
    } else if (startup != null) {
      dut.startUp();
    } else if (interfaceDown != null) {
      dut.event(new Event.InterfaceDown());
    } else if (sourceAddress != null) {
      dut.moveTo(InetAddress.ofLiteral(sourceAddress));
    } else if (configure != null) {
      dut.configure(configure);
    } else if (addressGone != null) {
      dut.event(new Event.AddressGone(InetAddress.ofLiteral(addressGone)));
    } else if (addressRefused != null) {
      dut.event(new Event.AddressRefused());
    } else if (transmit != null) {
      dut.mute(transmit.equals("refused"));
    } else {
      stop(dut, Objects.requireNonNull(stop));
    }
  }

  private static void stop(Dut dut, String how) {
    switch (how) {
      case "shutdown" -> dut.event(new Event.Leave());
      case "withdraw" -> dut.event(new Event.Withdraw());
      default -> dut.kill();
    }
  }
}
