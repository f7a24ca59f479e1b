package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.kernel.Capture.Frame;
import dev.virtualip.agent.kernel.Events.Seen;
import dev.virtualip.agent.linux.netlink.NetlinkEvent;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * What happens to a host that holds an address: rows of section 5.4 of the conformance checklist,
 * each test named for its row. Priority 100 at 250 ms.
 */
class EnvironmentIT extends OneAgent {

  private static final int INTERVAL = 250;

  private static final int PRIORITY = 100;

  /** What is left of it after a fault of the host, for a while. */
  private static final int RESERVE = 1 + PRIORITY / 16;

  private static final Duration AT_ONCE = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final InetAddress VIRTUAL = InetAddress.ofLiteral(Manifest.ADDRESS);

  private Agent startActive() {
    Agent agent = start(PRIORITY, INTERVAL);
    become(agent, "Active");
    soon().until(() -> machine().holds(Manifest.ADDRESS));
    return agent;
  }

  private static Seen next(Events events, Predicate<NetlinkEvent> wanted, String what)
      throws Exception {
    return events
        .next(wanted, LIMIT)
        .orElseThrow(() -> new AssertionError("no " + what + " within " + LIMIT));
  }

  private static boolean isDown(NetlinkEvent event) {
    return event instanceof NetlinkEvent.LinkRemoved
        || (event instanceof NetlinkEvent.LinkChanged(var link) && !link.isUsable());
  }

  private static boolean isUp(NetlinkEvent event) {
    return event instanceof NetlinkEvent.LinkChanged(var link)
        && link.name().equals("eth0")
        && link.isUsable();
  }

  private static boolean isGone(NetlinkEvent event) {
    return event instanceof NetlinkEvent.AddressRemoved(var address)
        && address.address().equals(VIRTUAL);
  }

  private static boolean isThere(NetlinkEvent event) {
    return event instanceof NetlinkEvent.AddressAdded(var address)
        && address.address().equals(VIRTUAL);
  }

  private void assertReleasedAtOnce(Agent agent, Events events, Seen down) throws Exception {
    Seen gone = next(events, EnvironmentIT::isGone, "removed address");
    assertThat(Duration.ofNanos(gone.nanos() - down.nanos()))
        .as("from the loss to the release")
        .isLessThan(AT_ONCE);
    become(agent, "Initialize");
    assertThat(machine().holds(Manifest.ADDRESS)).isFalse();
  }

  /** The first that the wire hears is an advert, one down interval after {@code up}. */
  private void assertActiveOneDownIntervalAfter(Seen up, int priority) throws Exception {
    Frame first =
        frame(
            frame -> frame.isIpv4(VRRP) || isGratuitousArp(frame, Manifest.ADDRESS),
            LIMIT,
            "advert");
    assertThat(first.isIpv4(VRRP)).as("an advert, not an announcement").isTrue();
    assertThat(first.octets()[36]).as("priority").isEqualTo((byte) priority);
    Duration down = Duration.ofNanos((4L * 256 - priority) * INTERVAL * 1_000_000 / 256);
    assertThat(Duration.ofNanos(first.nanos() - up.nanos()))
        .as("from the link's return to the first advert")
        .isBetween(down.minus(TOLERANCE), down.plus(TOLERANCE));
    soon().until(() -> machine().holds(Manifest.ADDRESS));
  }

  /** Drops the frames that were captured so far. */
  private void forgetFrames() throws InterruptedException {
    while (capture().next(frame -> true, Duration.ZERO).isPresent()) {
      // Passed over.
    }
  }

  @Test
  void e01e02CarrierLossReleasesAndItsReturnStartsAnew() throws Exception {
    Agent agent = startActive();
    try (Events events = Events.start(machine())) {
      lan().unplug(machine());
      Seen down = next(events, EnvironmentIT::isDown, "carrier loss");
      assertReleasedAtOnce(agent, events, down);
      forgetFrames();
      lan().plug(machine());
      Seen up = next(events, EnvironmentIT::isUp, "carrier");
      assertActiveOneDownIntervalAfter(up, PRIORITY);
    }
  }

  @Test
  void e04AdminDownReleasesAndUpStartsAnew() throws Exception {
    Agent agent = startActive();
    try (Events events = Events.start(machine())) {
      machine().ip("link", "set", "eth0", "down");
      Seen down = next(events, EnvironmentIT::isDown, "link down");
      assertReleasedAtOnce(agent, events, down);
      forgetFrames();
      machine().ip("link", "set", "eth0", "up");
      Seen up = next(events, EnvironmentIT::isUp, "running link");
      assertActiveOneDownIntervalAfter(up, PRIORITY);
    }
  }

  @Test
  void e05DeletedInterfaceThatComesBackUnderItsNameIsUsedAgain() throws Exception {
    Agent agent = startActive();
    try (Events events = Events.start(machine())) {
      lan().remove(machine());
      become(agent, "Initialize");
      forgetFrames();
      lan().insert(machine());
      Seen up = next(events, EnvironmentIT::isUp, "running link");
      assertActiveOneDownIntervalAfter(up, PRIORITY);
      assertThat(agent.router().path("addressesBound").asBoolean()).isTrue();
      injector().send(GOOD);
      become(agent, "Backup");
    }
  }

  @Test
  void e06LostSourceAddressReleasesAndItsReturnStartsAnew() throws Exception {
    Agent agent = startActive();
    String own = machine().address();
    try (Events events = Events.start(machine())) {
      machine().ip("address", "delete", own + "/24", "dev", "eth0");
      Seen lost =
          next(
              events,
              event ->
                  event instanceof NetlinkEvent.AddressRemoved(var address)
                      && address.address().getHostAddress().equals(own),
              "removed source address");
      assertReleasedAtOnce(agent, events, lost);
      forgetFrames();
      machine().ip("address", "add", own + "/24", "dev", "eth0");
      Seen back =
          next(
              events,
              event ->
                  event instanceof NetlinkEvent.AddressAdded(var address)
                      && address.address().getHostAddress().equals(own),
              "source address");
      assertActiveOneDownIntervalAfter(back, RESERVE);
      frame(
          frame -> frame.isIpv4(VRRP) && frame.octets()[36] == PRIORITY,
          Duration.ofSeconds(8),
          "advert of the full priority, five seconds after the fault");
    }
  }

  @Test
  void e08DeletedVirtualAddressComesBackAndIsAnnounced() throws Exception {
    Agent agent = startActive();
    try (Events events = Events.start(machine())) {
      // Later than the announcements of becoming Active: what follows is because of the deletion.
      frameAfterAnnouncements();
      machine().ip("address", "delete", Manifest.ADDRESS + "/32", "dev", "eth0");
      Seen gone = next(events, EnvironmentIT::isGone, "removed address");
      Seen back = next(events, EnvironmentIT::isThere, "address");
      assertThat(Duration.ofNanos(back.nanos() - gone.nanos()))
          .as("Active without the address")
          .isLessThan(AT_ONCE);
      Frame announced =
          frame(frame -> isGratuitousArp(frame, Manifest.ADDRESS), LIMIT, "gratuitous ARP");
      assertThat(Duration.ofNanos(announced.nanos() - gone.nanos())).isLessThan(AT_ONCE);
      assertThat(agent.state()).isEqualTo("Active");
    }
  }

  /** Five announcements: at 0, 0.1, 1, 2 and 5 s; the next is a minute later. */
  private void frameAfterAnnouncements() throws InterruptedException {
    for (int announcement = 1; announcement <= 5; announcement++) {
      frame(frame -> isGratuitousArp(frame, Manifest.ADDRESS), LIMIT, "gratuitous ARP");
    }
  }
}
