package dev.virtualip.agent.kernel;

import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.linux.BootClock;
import dev.virtualip.agent.linux.PacketSocket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Puts whole frames on the wire from a machine, whatever they say. Used by one thread. */
public final class Injector implements AutoCloseable {

  private final PacketSocket socket;
  private final int interfaceIndex;

  private Injector(PacketSocket socket, int interfaceIndex) {
    this.socket = socket;
    this.interfaceIndex = interfaceIndex;
  }

  /** Opens one on an interface of a machine. */
  public static Injector on(Machine machine, String interfaceName) throws Exception {
    // "5: eth1@if4: <...": Java itself knows only interfaces that have an address.
    String link = machine.ip("-oneline", "link", "show", "dev", interfaceName);
    int index = Integer.parseInt(link.substring(0, link.indexOf(':')));
    return new Injector(Inside.call(machine, PacketSocket::open), index);
  }

  /** Sends a frame; returns CLOCK_BOOTTIME of that. */
  public long send(byte[] frame) throws Exception {
    long now = BootClock.nanos();
    if (!socket.send(interfaceIndex, frame)) {
      throw new IllegalStateException("the interface's queue is full");
    }
    return now;
  }

  /** Sends a frame again and again, each time {@code period} after the last one was due. */
  public void repeat(byte[] frame, int times, Duration period) throws Exception {
    long due = BootClock.nanos();
    for (int time = 0; time < times; time++) {
      while (BootClock.nanos() < due) {
        LockSupport.parkNanos(due - BootClock.nanos());
      }
      send(frame);
      due += period.toNanos();
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
