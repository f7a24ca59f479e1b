package dev.virtualip.agent.linux;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A lock that the kernel gives back when its holder dies: a name in the abstract Unix namespace,
 * which belongs to a network namespace just as the thing that it guards.
 */
public final class LockSocket implements AutoCloseable {

  private static final int MAXIMUM_NAME = 107;

  /** What came of an attempt to take a lock. */
  public sealed interface Attempt {}

  /** It is ours until closed. */
  public record Taken(LockSocket lock) implements Attempt {}

  /**
   * Somebody else has it.
   *
   * @param name of the lock
   */
  public record Refused(String name) implements Attempt {

    /**
     * Who has it, as far as can be seen from this PID namespace, for a person to read. Looks
     * through the descriptors of every process.
     */
    public String holder() {
      return SocketHolder.ofAbstractName(name);
    }
  }

  private final Descriptor descriptor;

  private LockSocket(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Tries to take a lock in the network namespace of the calling thread.
   *
   * @param name without the leading NUL, 1..107 octets of UTF-8
   */
  public static Attempt tryTake(String name) throws ErrnoException {
    byte[] octets = name.getBytes(StandardCharsets.UTF_8);
    if (octets.length == 0 || octets.length > MAXIMUM_NAME) {
      throw new IllegalArgumentException("lock name must have 1..107 octets: " + name);
    }
    String doing = "take the lock " + name;
    Descriptor socket = Sockets.open(Sockets.AF_UNIX, Sockets.SOCK_DGRAM, 0, doing);
    // struct sockaddr_un: family, then the name after a NUL; the length ends it.
    ByteBuffer address = Kernel.allocate(3 + octets.length);
    address.putShort(0, (short) Sockets.AF_UNIX).put(3, octets);
    try {
      Sockets.bind(socket, address, doing);
      return new Taken(new LockSocket(socket));
    } catch (ErrnoException e) {
      socket.close();
      if (e.is(Errno.EADDRINUSE)) {
        return new Refused(name);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
