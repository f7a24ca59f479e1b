package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The last valid packet of each virtual router of one interface and family. An Active sends the
 * same octets for hours, and what was valid a moment ago need not be summed and unpacked again.
 *
 * <p>Only equal octets from the same source to the same destination under the same expectation are
 * a repeat; what isn't is decoded in full. One thread at a time.
 */
public final class Repeats {

  private record Kept(
      Expectation expectation,
      InetAddress source,
      InetAddress destination,
      ByteBuffer message,
      Decoded.Valid decoded) {}

  private final @Nullable Kept[] byVirtualRouterID = new @Nullable Kept[256];

  /**
   * What {@code datagram} was decoded to when it came the last time; null if it didn't.
   * Expectations are compared by identity: one that was made anew is applied anew, also if it is
   * equal.
   */
  @SuppressWarnings("ReferenceEquality")
  Decoded.@Nullable Valid find(int virtualRouterID, Expectation expectation, Datagram datagram) {
    Kept kept = byVirtualRouterID[virtualRouterID];
    return kept != null
            && kept.expectation == expectation
            && kept.source.equals(datagram.source())
            && kept.destination.equals(datagram.destination())
            && kept.message.equals(datagram.message())
        ? kept.decoded
        : null;
  }

  void keep(Expectation expectation, Datagram datagram, Decoded.Valid decoded) {
    ByteBuffer message = datagram.message();
    ByteBuffer copy = ByteBuffer.allocate(message.remaining());
    copy.put(0, message, message.position(), message.remaining());
    byVirtualRouterID[decoded.advertisement().virtualRouterID()] =
        new Kept(expectation, datagram.source(), datagram.destination(), copy, decoded);
  }
}
