package dev.virtualip.agent.bench;

import dev.virtualip.agent.vrrp.Action;
import dev.virtualip.agent.vrrp.ActionSink;
import dev.virtualip.agent.vrrp.Advertisement;
import dev.virtualip.agent.vrrp.AdvertisementCodec;
import dev.virtualip.agent.vrrp.ChecksumForm;
import dev.virtualip.agent.vrrp.Datagram;
import dev.virtualip.agent.vrrp.Decoded;
import dev.virtualip.agent.vrrp.Event;
import dev.virtualip.agent.vrrp.Expectation;
import dev.virtualip.agent.vrrp.Repeats;
import dev.virtualip.agent.vrrp.RouterConfiguration;
import dev.virtualip.agent.vrrp.State;
import dev.virtualip.agent.vrrp.VirtualRouter;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A virtual router that follows an Active, which sends the same octets at each interval. As with a
 * real one, the octets are always in the same memory, and time goes on by one interval with each.
 */
public class BackupUnderTest {

  private static final int VIRTUAL_ROUTER_ID = 51;
  private static final int INTERVAL_MILLISECONDS = 250;
  private static final long INTERVAL_NANOS = INTERVAL_MILLISECONDS * 1_000_000L;
  private static final int HOP_LIMIT = 255;

  private final RouterConfiguration configuration;
  private final VirtualRouter router;
  private final Expectation expectation = new Expectation(3, null);
  private final Expectation.ByRouter expectations =
      virtualRouterID -> virtualRouterID == VIRTUAL_ROUTER_ID ? expectation() : null;
  private final Repeats repeats = new Repeats();
  private final InetAddress source;
  private final InetAddress destination;
  private final ByteBuffer message;
  private long now;

  /** Starts it and lets it hear the Active once. */
  protected BackupUnderTest(String own, String active, String virtual) {
    source = InetAddress.ofLiteral(active);
    destination =
        source instanceof Inet4Address
            ? AdvertisementCodec.GROUP_IPV4
            : AdvertisementCodec.GROUP_IPV6;
    configuration =
        new RouterConfiguration(
            VIRTUAL_ROUTER_ID,
            100,
            INTERVAL_MILLISECONDS,
            true,
            List.of(InetAddress.ofLiteral(virtual)));
    message = message();
    router = new VirtualRouter(configuration, new Silence(), now);
    router.onEvent(new Event.Startup(InetAddress.ofLiteral(own)), now);
    router.onDeadline(now);
    if (decodeAndHandle() <= 3 * INTERVAL_NANOS || router.state() != State.BACKUP) {
      throw new IllegalStateException("no Backup with a timer: " + router.state());
    }
  }

  private ByteBuffer message() {
    Advertisement advert =
        new Advertisement(
            3, VIRTUAL_ROUTER_ID, 150, INTERVAL_MILLISECONDS, configuration.addresses());
    ByteBuffer octets =
        AdvertisementCodec.encode(advert, ChecksumForm.PSEUDO_HEADER, source, destination);
    return ByteBuffer.allocateDirect(octets.remaining()).put(octets).flip();
  }

  private Expectation expectation() {
    return expectation;
  }

  final Decoded decode() {
    return AdvertisementCodec.decode(
        new Datagram(source, destination, HOP_LIMIT, message), expectations, repeats);
  }

  final long decodeAndHandle() {
    now += INTERVAL_NANOS;
    if (decode() instanceof Decoded.Valid valid) {
      router.onAdvertisement(valid.advertisement(), source, now);
    }
    return router.nanosUntilDeadline(now);
  }

  /** Whom a Backup in the steady state asks for nothing. */
  private static final class Silence implements ActionSink {
    @Override
    public boolean transmit(Advertisement advertisement) {
      throw new IllegalStateException("a Backup is silent");
    }

    @Override
    public void perform(Action action) {
      if (!(action instanceof Action.Enter)) {
        throw new IllegalStateException("nothing is to be done: " + action);
      }
    }
  }
}
