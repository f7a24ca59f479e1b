package dev.virtualip.agent.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.vrrp.Advertisement;
import dev.virtualip.agent.vrrp.AdvertisementCodec;
import dev.virtualip.agent.vrrp.ChecksumForm;
import java.io.File;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * How long an agent takes from the packet to the change of its state: from the kernel's time stamp
 * of a frame on its interface to the time of the transition in its recorder, both by the wall clock
 * of one machine. Another router of priority 255 takes over and leaves again, over and over, at
 * random moments.
 */
public final class PacketToAction {

  private static final int PRIORITY = 254;
  private static final int INTERVAL_MILLISECONDS = 250;

  /** RFC 9568 section 6.1. */
  private static final Duration SKEW =
      Duration.ofNanos((256 - PRIORITY) * INTERVAL_MILLISECONDS * 1_000_000L / 256);

  /** Each round is some ten events, and the recorder keeps 1000. */
  private static final int ROUNDS_PER_READING = 50;

  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Stamped(Instant time, String state) {}

  /** In microseconds. */
  private record Row(double p50, double p99, double most, int samples) {}

  private final SplittableRandom random = new SplittableRandom(1);
  private final List<Long> giveWay = new ArrayList<>();
  private final List<Long> takeOver = new ArrayList<>();
  private final Machine machine;
  private final Capture capture;
  private final Injector injector;
  private final byte[] higher;
  private final byte[] leaving;

  private PacketToAction(Machine machine, Machine peer, Capture capture, Injector injector) {
    this.machine = machine;
    this.capture = capture;
    this.injector = injector;
    higher = frame(peer, Advertisement.PRIORITY_OWNER);
    leaving = frame(peer, Advertisement.PRIORITY_LEAVING);
  }

  /**
   * Needs root.
   *
   * @param arguments the file to add to, and how many rounds
   */
  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[1]);
    Path home = Files.createTempDirectory("virtualip-bench");
    String manifest = Manifest.of("dut", PRIORITY);
    Manifest.write(home, OneAgent.withInterval(manifest, INTERVAL_MILLISECONDS));
    try (Lan lan = new Lan()) {
      Machine machine = lan.machine(1);
      Machine peer = lan.machine(2);
      try (Capture capture = Capture.start(machine);
          Injector injector = Injector.on(peer, "eth0");
          Agent agent = Agent.start(machine, "dut", home)) {
        OneAgent.become(agent, "Active");
        PacketToAction bench = new PacketToAction(machine, peer, capture, injector);
        // What the compiler has not seen yet.
        bench.play(ROUNDS_PER_READING);
        bench.giveWay.clear();
        bench.takeOver.clear();
        for (int left = rounds; left > 0; left -= ROUNDS_PER_READING) {
          bench.play(Math.min(left, ROUNDS_PER_READING));
        }
        bench.print(new File(arguments[0]));
      }
    }
  }

  private static byte[] frame(Machine from, int priority) {
    return frame(from, priority, INTERVAL_MILLISECONDS);
  }

  /** An advert of a machine's, as a whole frame. */
  static byte[] frame(Machine from, int priority, int intervalMilliseconds) {
    InetAddress source = InetAddress.ofLiteral(from.address());
    ByteBuffer message =
        AdvertisementCodec.encode(
            new Advertisement(
                3,
                Manifest.VIRTUAL_ROUTER_ID,
                priority,
                intervalMilliseconds,
                List.of(InetAddress.ofLiteral(Manifest.ADDRESS))),
            ChecksumForm.PSEUDO_HEADER,
            source,
            AdvertisementCodec.GROUP_IPV4);
    ByteBuffer frame = ByteBuffer.allocate(34 + message.remaining());
    frame.put(HexFormat.of().parseHex("01005e000012" + OneAgent.macOf(from) + "0800"));
    // Version, IHL, TOS CS6, length, identification, fragment, TTL 255, protocol 112.
    frame.putShort((short) 0x45c0).putShort((short) (20 + message.remaining())).putInt(0);
    frame.putShort((short) 0xff70).putShort((short) 0);
    frame.put(source.getAddress()).put(AdvertisementCodec.GROUP_IPV4.getAddress()).put(message);
    int sum = 0;
    for (int index = 14; index < 34; index += 2) {
      sum += Short.toUnsignedInt(frame.getShort(index));
    }
    return frame.putShort(24, (short) ~((sum & 0xffff) + (sum >>> 16))).array();
  }

  /** Plays rounds and takes their times. */
  private void play(int rounds) throws Exception {
    List<Instant> heardHigher = new ArrayList<>();
    List<Instant> heardLeaving = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      heardHigher.add(send(higher));
      rest(20, 60);
      heardLeaving.add(send(leaving));
      rest(40, 120);
    }
    List<Stamped> transitions = transitions();
    take(heardHigher, "Backup", transitions, Duration.ZERO, giveWay);
    take(heardLeaving, "Active", transitions, SKEW, takeOver);
  }

  /** Sends a frame; returns when the kernel on the other side took it in. */
  private Instant send(byte[] frame) throws Exception {
    String hex = HexFormat.of().formatHex(frame);
    injector.send(frame);
    return capture
        .next(seen -> seen.hex().equals(hex), LIMIT)
        .orElseThrow(() -> new IllegalStateException("a frame got lost"))
        .time();
  }

  private void rest(int least, int most) throws InterruptedException {
    Thread.sleep(Duration.ofNanos(random.nextLong(least * 1_000_000L, most * 1_000_000L)));
  }

  private List<Stamped> transitions() throws Exception {
    JsonNode recorded =
        JSON.readTree(
            Command.require(
                machine
                    .command(List.of("curl", "--silent", "http://127.0.0.1:9770/recorder"))
                    .toArray(String[]::new)));
    List<Stamped> list = new ArrayList<>();
    for (JsonNode event : recorded) {
      if (event.path("event").asText().equals("Transition")) {
        list.add(
            new Stamped(Instant.parse(event.path("time").asText()), event.path("to").asText()));
      }
    }
    return list;
  }

  /** The first transition after each packet must be the one that it asks for. */
  private static void take(
      List<Instant> packets,
      String state,
      List<Stamped> transitions,
      Duration due,
      List<Long> nanos) {
    for (Instant packet : packets) {
      Optional<Stamped> first =
          transitions.stream().filter(stamped -> stamped.time().isAfter(packet)).findFirst();
      if (first.isEmpty() || !first.get().state().equalsIgnoreCase(state)) {
        throw new IllegalStateException("not " + state + " after " + packet + ": " + transitions);
      }
      nanos.add(Duration.between(packet, first.get().time()).minus(due).toNanos());
    }
  }

  private void print(File file) throws Exception {
    Map<String, Row> rows = new LinkedHashMap<>();
    rows.put("higher priority heard, gives way", row(giveWay));
    rows.put("priority 0 heard, takes over, less the skew", row(takeOver));
    System.out.printf(
        "%-45s %8s %8s %8s %8s%n",
        "from packet to action, microseconds", "p50", "p99", "most", "of");
    rows.forEach(
        (name, row) ->
            System.out.printf(
                "%-45s %8.0f %8.0f %8.0f %8d%n",
                name, row.p50(), row.p99(), row.most(), row.samples()));
    System.out.println(
        "a real agent in a network namespace: kernel's time stamp of the frame (CLOCK_REALTIME, as"
            + " SO_TIMESTAMPNS) to the transition in /recorder");
    ObjectNode all = file.exists() ? (ObjectNode) JSON.readTree(file) : JSON.createObjectNode();
    all.set("packetToActionMicroseconds", JSON.valueToTree(rows));
    JSON.writerWithDefaultPrettyPrinter().writeValue(file, all);
  }

  private static Row row(List<Long> nanos) {
    List<Long> sorted = nanos.stream().sorted().toList();
    return new Row(
        percentile(sorted, 50), percentile(sorted, 99), sorted.getLast() / 1e3, sorted.size());
  }

  /** In microseconds; the least value that at least {@code percent} of all do not exceed. */
  private static double percentile(List<Long> sorted, int percent) {
    int rank = (sorted.size() * percent + 99) / 100;
    return sorted.get(Math.max(rank, 1) - 1) / 1e3;
  }
}
