package dev.virtualip.agent.kernel;

import dev.virtualip.agent.kernel.Lan.Machine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The adverts on a link, as a machine that takes no part captures them. Read by rules of its own
 * and not by the agent's decoder.
 */
final class Wire implements AutoCloseable {

  private static final int PROTOCOL = 112;
  private static final int ETHERNET_OCTETS = 14;
  private static final int IPV6_OCTETS = 40;

  /**
   * One advert.
   *
   * @param nanos CLOCK_BOOTTIME when it was captured
   * @param addresses how many it names
   */
  record Advert(long nanos, InetAddress source, int version, int priority, int addresses) {

    /** Time since {@code earlier}. */
    Duration since(Advert earlier) {
      return Duration.ofNanos(nanos - earlier.nanos);
    }
  }

  private final Capture capture;
  private final List<Advert> heard = new ArrayList<>();

  private Wire(Capture capture) {
    this.capture = capture;
  }

  static Wire tap(Machine bystander) throws Exception {
    return new Wire(Capture.start(bystander));
  }

  /** The next advert that matches; empty if none comes within the limit. */
  Optional<Advert> next(Predicate<Advert> wanted, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<Capture.Frame> frame =
          capture.next(Wire::isAdvert, Duration.ofNanos(end - System.nanoTime()));
      if (frame.isEmpty()) {
        return Optional.empty();
      }
      Advert advert = read(frame.get());
      heard.add(advert);
      if (wanted.test(advert)) {
        return Optional.of(advert);
      }
    }
  }

  /** As {@link #next}, and fails if none comes. */
  Advert require(String what, Predicate<Advert> wanted, Duration limit)
      throws InterruptedException {
    return next(wanted, limit)
        .orElseThrow(() -> new AssertionError("not heard within " + limit + ": " + what));
  }

  /** Listens for {@code time} and returns what was heard meanwhile. */
  List<Advert> listen(Duration time) throws InterruptedException {
    forget();
    next(advert -> false, time);
    return List.copyOf(heard);
  }

  /** Every advert so far, since the last {@link #forget}. */
  List<Advert> heard() throws InterruptedException {
    next(advert -> false, Duration.ZERO);
    return List.copyOf(heard);
  }

  void forget() throws InterruptedException {
    next(advert -> false, Duration.ZERO);
    heard.clear();
  }

  private static boolean isAdvert(Capture.Frame frame) {
    return frame.isIpv4(PROTOCOL)
        || (frame.is(0x86dd) && frame.hex().startsWith("%02x".formatted(PROTOCOL), 2 * 20));
  }

  private static Advert read(Capture.Frame frame) {
    ByteBuffer octets = ByteBuffer.wrap(frame.octets());
    boolean ipv4 = frame.is(0x0800);
    byte[] source = new byte[ipv4 ? 4 : 16];
    octets.get(ETHERNET_OCTETS + (ipv4 ? 12 : 8), source);
    int message = ETHERNET_OCTETS + (ipv4 ? (octets.get(ETHERNET_OCTETS) & 0xf) * 4 : IPV6_OCTETS);
    try {
      return new Advert(
          frame.nanos(),
          InetAddress.getByAddress(source),
          octets.get(message) >>> 4,
          octets.get(message + 2) & 0xff,
          octets.get(message + 3) & 0xff);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    capture.close();
  }
}
