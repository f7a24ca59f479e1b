package dev.virtualip.agent.loop;

import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.vrrp.Advertisement;
import dev.virtualip.agent.vrrp.AdvertisementCodec;
import dev.virtualip.agent.vrrp.Counters;
import dev.virtualip.agent.vrrp.Path;
import dev.virtualip.plan.Addresses;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The transmit side of a running router: puts its adverts on the wire, by each of its ways. */
final class AdvertSender {

  private final Counters counters;
  private final RateLimitedLog log;
  private final Observer observer;
  private @Nullable String error;

  AdvertSender(Counters counters, RateLimitedLog log, Observer observer) {
    this.counters = counters;
    this.log = log;
    this.observer = observer;
  }

  /** Why the last advert did not go everywhere; null if it did. */
  @Nullable String error() {
    return error;
  }

  /** Returns whether anybody can have heard of it. */
  boolean send(Advertisement advertisement, Terms terms, Attachment by, long now) {
    boolean sent = false;
    @Nullable String failure = null;
    for (InetAddress to : terms.destinations()) {
      if (!to.equals(by.source())) {
        @Nullable String refusal = send(advertisement, terms, by, to, now);
        sent |= refusal == null;
        failure = refusal == null ? failure : refusal;
      }
    }
    error = failure;
    if (sent) {
      observer.observe(new Observation.AdvertSent(terms.observed(), advertisement.priority()));
    }
    // With nobody to send to, nothing has failed.
    return sent || failure == null;
  }

  /** Returns why it was not sent; null if it was. */
  private @Nullable String send(
      Advertisement advertisement, Terms terms, Attachment by, InetAddress to, long now) {
    Path path = to.isMulticastAddress() ? Path.MULTICAST : Path.UNICAST;
    ByteBuffer message =
        AdvertisementCodec.encode(
            advertisement,
            Translation.form(terms.spec().checksum()),
            terms.expectation().password(),
            by.source(),
            to);
    try {
      @Nullable String reason = by.channel().send(by.source(), to, message);
      if (reason == null) {
        counters.increment(path.sent());
        return null;
      }
      return notSent(terms, path, to, reason);
    } catch (ErrnoException e) {
      String refusal = notSent(terms, path, to, String.valueOf(e.getMessage()));
      log.warn("transmit", terms.name(), refusal, now);
      return refusal;
    }
  }

  private String notSent(Terms terms, Path path, InetAddress to, String reason) {
    observer.observe(new Observation.AdvertRefused(terms.observed(), reason));
    String where = path == Path.UNICAST ? " to " + Addresses.text(to) : "";
    return "can't send an advert" + where + ": " + reason;
  }
}
