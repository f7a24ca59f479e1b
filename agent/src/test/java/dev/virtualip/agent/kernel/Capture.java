package dev.virtualip.agent.kernel;

import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.linux.BootClock;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Records the frames that come in on a machine's {@code eth0}, from {@link #start} on. */
public final class Capture implements AutoCloseable {

  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final short ETH_P_ALL = 3;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_IGNORE_OUTGOING = 23;
  private static final long SIOCGSTAMPNS = 0x8907;
  private static final int EAGAIN = 11;
  private static final int EINTR = 4;

  /** How often the reader looks whether it shall end. */
  private static final long TIMEOUT_MICROSECONDS = 100_000;

  /**
   * A frame as the wire had it.
   *
   * @param nanos CLOCK_BOOTTIME when the kernel took it in
   * @param time the same by the wall clock, to the nanosecond
   * @param hex its octets
   */
  public record Frame(long nanos, Instant time, String hex) {

    public byte[] octets() {
      return HexFormat.of().parseHex(hex);
    }

    /** Whether it has this EtherType. */
    public boolean is(int etherType) {
      return hex.startsWith("%04x".formatted(etherType), 2 * 12);
    }

    /** Whether it carries this protocol over IPv4. */
    public boolean isIpv4(int protocol) {
      return is(0x0800) && hex.startsWith("%02x".formatted(protocol), 2 * 23);
    }

    /** Whether it carries this protocol directly over IPv6. */
    public boolean isIpv6(int protocol) {
      return is(0x86dd) && hex.startsWith("%02x".formatted(protocol), 2 * 20);
    }

    /** Whether it is an ICMPv6 message of this type. */
    public boolean isIcmpv6(int type) {
      return isIpv6(58) && hex.startsWith("%02x".formatted(type), 2 * 54);
    }
  }

  private final int socket;
  private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
  private final Thread reader = Thread.ofPlatform().name("capture").unstarted(this::read);
  private volatile boolean closing;

  private Capture(int socket) {
    this.socket = socket;
  }

  /** Returns when every frame from now on is recorded. */
  public static Capture start(Machine machine) throws Exception {
    Capture capture = Inside.call(machine, Capture::open);
    capture.reader.start();
    return capture;
  }

  private static Capture open() throws IOException {
    int index = NetworkInterface.getByName("eth0").getIndex();
    int socket = TestLibC.require(TestLibC.CALLS.socket(AF_PACKET, SOCK_RAW_CLOEXEC, 0), "socket");
    option(socket, SOL_PACKET, PACKET_IGNORE_OUTGOING, memory(4).putInt(0, 1));
    option(socket, SOL_SOCKET, SO_RCVTIMEO, memory(16).putLong(8, TIMEOUT_MICROSECONDS));
    // struct sockaddr_ll; the protocol is in network order.
    ByteBuffer address = memory(20).putShort(0, (short) AF_PACKET).putInt(4, index);
    address.put(3, (byte) ETH_P_ALL);
    TestLibC.require(TestLibC.CALLS.bind(socket, address, address.capacity()), "bind");
    return new Capture(socket);
  }

  private static void option(int socket, int level, int option, ByteBuffer value)
      throws IOException {
    TestLibC.require(
        TestLibC.CALLS.setsockopt(socket, level, option, value, value.capacity()), "setsockopt");
  }

  private static ByteBuffer memory(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
  }

  private void read() {
    ByteBuffer buffer = memory(2048);
    ByteBuffer stamp = memory(16);
    while (!closing) {
      long length = TestLibC.CALLS.recv(socket, buffer, buffer.capacity(), 0);
      if (length >= 0) {
        byte[] octets = new byte[(int) length];
        buffer.get(0, octets);
        frames.add(stamped(stamp, HexFormat.of().formatHex(octets)));
      } else if (TestLibC.errno() != EAGAIN && TestLibC.errno() != EINTR) {
        return;
      }
    }
  }

  /** With when the kernel took in the frame that was just read: it says so by the wall clock. */
  private Frame stamped(ByteBuffer stamp, String hex) {
    long now = BootClock.nanos();
    Instant wall = Instant.now();
    if (TestLibC.CALLS.ioctl(socket, SIOCGSTAMPNS, stamp) < 0) {
      return new Frame(now, wall, hex);
    }
    Instant then = Instant.ofEpochSecond(stamp.getLong(0), stamp.getLong(8));
    return new Frame(now - Duration.between(then, wall).toNanos(), then, hex);
  }

  /** The next frame that matches, others are passed over; empty if none comes within the limit. */
  public Optional<Frame> next(Predicate<Frame> wanted, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      Frame frame = frames.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (frame == null || wanted.test(frame)) {
        return Optional.ofNullable(frame);
      }
    }
  }

  @Override
  public void close() {
    closing = true;
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    TestLibC.CALLS.close(socket);
  }
}
