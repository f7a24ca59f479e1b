package dev.virtualip.agent.foreign;

import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.VrrpDatagram;
import dev.virtualip.agent.linux.VrrpSocket;
import dev.virtualip.agent.vrrp.AdvertisementCodec;
import dev.virtualip.agent.vrrp.Datagram;
import dev.virtualip.api.v1alpha1.Family;
import java.time.Instant;

/** Hears one interface and family: a member of the group that never sends. */
final class Ear implements AutoCloseable {

  /**
   * Read at a time. Of a link on which more arrives in the meantime this is a sample, which is
   * enough to know who is there.
   */
  private static final int MOST_DATAGRAMS = 512;

  /** What shares a socket; an interface that was made anew has another index. */
  record Place(String interfaceName, int interfaceIndex, Family family) {}

  private final Place place;
  private final VrrpSocket socket;

  private Ear(Place place, VrrpSocket socket) {
    this.place = place;
    this.socket = socket;
  }

  static Ear open(Place place) throws ErrnoException {
    VrrpSocket socket =
        switch (place.family()) {
          case IPV4 -> VrrpSocket.openIpv4(place.interfaceName(), place.interfaceIndex());
          case IPV6 -> VrrpSocket.openIpv6(place.interfaceName(), place.interfaceIndex());
        };
    return new Ear(place, socket);
  }

  void drain(VrrpDatagram packet, Sightings sightings, Instant time, long nowNanos)
      throws ErrnoException {
    for (int count = 0; count < MOST_DATAGRAMS && socket.receive(packet); count++) {
      if (packet.isWhole()) {
        Datagram datagram =
            new Datagram(packet.source(), packet.destination(), packet.ttl(), packet.message());
        AdvertisementCodec.overhear(datagram)
            .ifPresent(
                heard ->
                    sightings.add(
                        place.interfaceName(),
                        place.family(),
                        datagram.source(),
                        heard,
                        time,
                        nowNanos));
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
