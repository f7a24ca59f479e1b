package dev.virtualip.agent.kernel;

import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.linux.BootClock;
import dev.virtualip.agent.linux.Scheduling;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A client that asks a virtual address each millisecond who is there ({@link Echo} answers). */
final class Prober implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofMillis(1);

  /** An answer that takes longer is none. */
  static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int MOST_PROBES = 60_000;
  private static final int TICK_MILLISECONDS = 20;

  private final InetAddress address;
  private final DatagramSocket socket;
  private final long periodNanos;
  private final long[] sent = new long[MOST_PROBES];
  private final long[] answered = new long[MOST_PROBES];
  private final int[] hosts = new int[MOST_PROBES];
  private final Thread sender = Thread.ofPlatform().daemon().name("probe").unstarted(this::send);
  private final Thread receiver =
      Thread.ofPlatform().daemon().name("answers").unstarted(this::receive);
  private volatile int count;
  private volatile int lastHost;
  private volatile long lastAnsweredNanos;
  private volatile boolean stopping;
  private volatile long stoppedAt = Long.MAX_VALUE;

  private Prober(InetAddress address, DatagramSocket socket, Duration period) {
    this.address = address;
    this.socket = socket;
    this.periodNanos = period.toNanos();
  }

  /** Begins at once; for at most a minute. */
  static Prober start(Machine client, String address) throws Exception {
    return start(client, address, PERIOD);
  }

  /** The same, but not each millisecond. */
  static Prober start(Machine client, String address, Duration period) throws Exception {
    DatagramSocket socket = Inside.call(client, () -> new DatagramSocket(0));
    socket.setSoTimeout(TICK_MILLISECONDS);
    Prober prober = new Prober(InetAddress.ofLiteral(address), socket, period);
    prober.receiver.start();
    prober.sender.start();
    return prober;
  }

  /** Who answered last, as its host number; 0 while nobody has. */
  int lastHost() {
    return lastHost;
  }

  /** When the newest probe that was answered was sent, CLOCK_BOOTTIME; 0 while there is none. */
  long lastAnsweredNanos() {
    return lastAnsweredNanos;
  }

  private void send() {
    Scheduling.raiseCurrentThread();
    byte[] octets = new byte[Echo.OCTETS];
    DatagramPacket packet =
        new DatagramPacket(octets, octets.length, new InetSocketAddress(address, Echo.PORT));
    long due = BootClock.nanos();
    for (int probe = 0; probe < MOST_PROBES && !stopping; probe++) {
      for (long now = BootClock.nanos(); now < due; now = BootClock.nanos()) {
        LockSupport.parkNanos(due - now);
      }
      ByteBuffer.wrap(octets).putInt(0, probe);
      sent[probe] = BootClock.nanos();
      count = probe + 1;
      try {
        socket.send(packet);
      } catch (IOException e) {
        // Nobody will answer it, which is what is counted.
      }
      due += periodNanos;
    }
    stoppedAt = BootClock.nanos();
  }

  private void receive() {
    Scheduling.raiseCurrentThread();
    byte[] octets = new byte[Echo.OCTETS];
    DatagramPacket packet = new DatagramPacket(octets, octets.length);
    while (!sender.getState().equals(Thread.State.TERMINATED)
        || BootClock.nanos() - stoppedAt < PATIENCE_NANOS) {
      try {
        socket.receive(packet);
        if (packet.getAddress().equals(address)) {
          take(ByteBuffer.wrap(octets));
        }
      } catch (SocketTimeoutException e) {
        // Time to look whether this is the end.
      } catch (IOException e) {
        return;
      }
    }
  }

  private void take(ByteBuffer answer) {
    int probe = answer.getInt(0);
    long now = BootClock.nanos();
    if (answered[probe] == 0 && now - sent[probe] <= PATIENCE_NANOS) {
      answered[probe] = now;
      hosts[probe] = answer.getInt(Echo.HOST_OFFSET);
      lastHost = hosts[probe];
      lastAnsweredNanos = sent[probe];
    }
  }

  /** Ends it, when the last answers have had their time. */
  ProbeLog stop() throws InterruptedException {
    stopping = true;
    sender.join();
    receiver.join();
    return new ProbeLog(sent, answered, hosts, count);
  }

  @Override
  public void close() {
    stopping = true;
    socket.close();
  }
}
