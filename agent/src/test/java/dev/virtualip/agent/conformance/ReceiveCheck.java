package dev.virtualip.agent.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.vrrp.Action;
import dev.virtualip.agent.vrrp.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Packets, each tried by itself against a Backup behind P and against an Active, as the section on
 * receive validation says. What the router does is compared with what it does without the packet.
 *
 * @param packets for instance of priority 200
 * @param verdict {@code ignored}: nothing differs but the counters, a Backup takes over one down
 *     interval after P's last advert although the packet comes every half interval; {@code
 *     accepted}: the packet keeps a Backup in its place, and an Active gives way to it
 * @param counters what each packet counts; nothing else that is received may count
 * @param notices what each packet is worth noticing, in words of {@code Action.Notice.Kind}
 * @param learned the interval that a Backup goes by then; if absent, its own
 */
record ReceiveCheck(
    @Nullable RouterSetup router,
    List<PacketSpec> packets,
    Verdict verdict,
    Map<String, Long> counters,
    @Nullable List<String> notices,
    @Nullable Span learned)
    implements Check {

  enum Verdict {
    ignored,
    accepted
  }

  ReceiveCheck {
    Missing.require(packets, "packets");
    Missing.require(verdict, "verdict");
    Missing.require(counters, "counters");
    if (packets.isEmpty()) {
      throw new IllegalArgumentException("expects nothing: there are no packets");
    }
    counters.keySet().forEach(Counting::counter);
    if (verdict == Verdict.ignored && learned != null) {
      throw new IllegalArgumentException("'learned' is for packets that are accepted");
    }
  }

  /** What a router did; {@code counted} without what it counts of its own doing. */
  private record Outcome(
      Dut dut, List<Done> done, List<String> notices, Map<String, Long> counted) {}

  @Override
  public void run() {
    packets.forEach(this::behindP);
    packets.forEach(this::asActive);
  }

  private RouterSetup setup() {
    return RouterSetup.CONVENTIONS.with(router);
  }

  private long interval() {
    return setup().effectiveInterval().nanos();
  }

  /** P's last advert comes at zero; the packet comes every half interval, ten times or twenty. */
  private void behindP(PacketSpec packet) {
    int times = verdict == Verdict.ignored ? 10 : 20;
    long down = 3 * interval() + (256 - priority()) * interval() / 256;
    long end = times * interval() / 2;
    if (verdict == Verdict.ignored) {
      assertIgnored("Backup, " + packet.text(), Given.Backup, packet, times, end);
      Outcome with = outcome(Given.Backup, packet, times, end);
      assertThat(becameActive(with.done()))
          .as("Backup, %s: Active one down interval after P's last advert", packet.text())
          .isEqualTo(List.of(down));
    } else {
      Outcome with = outcome(Given.Backup, packet, times, end);
      assertThat(with.done()).as("Backup, %s: stays Backup in silence", packet.text()).isEmpty();
      assertThat(Span.text(with.dut().learnedNanos()))
          .as("Backup, %s: interval that it goes by", packet.text())
          .isEqualTo(String.valueOf(learned == null ? setup().effectiveInterval() : learned));
      assertCounted("Backup, " + packet.text(), with, times);
    }
  }

  private void asActive(PacketSpec packet) {
    long end = 5 * interval();
    if (verdict == Verdict.ignored) {
      assertIgnored("Active, " + packet.text(), Given.Active, packet, 1, end);
    } else {
      Outcome with = outcome(Given.Active, packet, 1, interval());
      assertThat(with.dut().state())
          .as("Active, %s: gives way", packet.text())
          .isEqualTo(State.BACKUP);
      assertThat(with.done().stream().filter(done -> done.what() instanceof SentAdvert))
          .as("Active, %s: sends nothing more", packet.text())
          .isEmpty();
      assertCounted("Active, " + packet.text(), with, 1);
    }
  }

  private int priority() {
    return setup().configuration().priority();
  }

  private void assertIgnored(String what, Given given, PacketSpec packet, int times, long end) {
    Outcome without = outcome(given, null, 0, end);
    Outcome with = outcome(given, packet, times, end);
    assertThat(with.done())
        .as("%s: does the same as without the packet", what)
        .isEqualTo(without.done());
    assertThat(with.dut().state()).as("%s: state", what).isEqualTo(without.dut().state());
    assertThat(with.dut().learnedNanos())
        .as("%s: learned interval", what)
        .isEqualTo(without.dut().learnedNanos());
    assertCounted(what, with, times);
  }

  private void assertCounted(String what, Outcome outcome, int times) {
    Map<String, Long> expected = new TreeMap<>(counters);
    expected.replaceAll((leaf, each) -> each * times);
    assertThat(outcome.counted()).as("%s: counted", what).isEqualTo(expected);
    assertThat(outcome.notices().stream().distinct().toList())
        .as("%s: noticed", what)
        .containsExactlyInAnyOrderElementsOf(notices == null ? List.of() : notices);
  }

  private static List<Long> becameActive(List<Done> done) {
    return done.stream()
        .filter(item -> item.what() instanceof Action.Enter enter && enter.to() == State.ACTIVE)
        .map(Done::nanos)
        .toList();
  }

  private Outcome outcome(Given given, @Nullable PacketSpec packet, int times, long end) {
    World world = new World();
    Dut dut = new Dut(world, setup());
    given.reach(world, dut, null);
    long zero = world.now();
    Map<String, Long> before = dut.counters();
    if (packet != null) {
      byte[] octets = Packets.build(packet, setup());
      for (int time = 1; time <= times; time++) {
        world.at(zero + time * interval() / 2, () -> dut.receive(octets));
      }
    }
    world.runTo(zero + end);
    List<String> notices = new ArrayList<>();
    List<Done> done = new ArrayList<>();
    for (Done item : dut.done()) {
      if (item.what() instanceof Action.Notice(Action.Notice.Kind kind, var _)) {
        notices.add(kind.name());
      } else {
        done.add(item);
      }
    }
    Map<String, Long> counted = Counting.received(Counting.difference(before, dut.counters()));
    return new Outcome(dut, done, notices, counted);
  }
}
