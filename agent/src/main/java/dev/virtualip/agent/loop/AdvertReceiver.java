package dev.virtualip.agent.loop;

import dev.virtualip.agent.address.Claim;
import dev.virtualip.agent.vrrp.ActiveSource;
import dev.virtualip.agent.vrrp.ChecksumForm;
import dev.virtualip.agent.vrrp.Counter;
import dev.virtualip.agent.vrrp.Counters;
import dev.virtualip.agent.vrrp.Decoded;
import dev.virtualip.agent.vrrp.HeardPaths;
import dev.virtualip.agent.vrrp.Path;
import dev.virtualip.agent.vrrp.RouterConfiguration;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.RouterCondition;
import dev.virtualip.plan.Addresses;
import java.net.InetAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The receive side of a running router: what is noted of packets besides what they mean to it. */
final class AdvertReceiver {

  /** Far more than any link has routers, and a bound on what a forger can make us remember. */
  private static final int MOST = 64;

  private final Counters counters;
  private final RateLimitedLog log;
  private final Observer observer;
  private final HeardPaths heardPaths = new HeardPaths();
  private final Map<InetAddress, Decoded.Valid> latest = new HashMap<>();
  private @Nullable Repeated repeated;

  /** The packet that came last, and what is told of it. */
  private record Repeated(Decoded.Valid advert, Observation.AdvertHeard as) {}

  AdvertReceiver(Counters counters, RateLimitedLog log, Observer observer) {
    this.counters = counters;
    this.log = log;
    this.observer = observer;
  }

  /** The router goes by other terms from now on. */
  void become(Terms other, Terms before) {
    repeated = null;
    if (!before.paths().equals(other.paths())) {
      heardPaths.clear();
    }
  }

  /** Returns whether its sender says other things than before. */
  boolean received(Decoded.Valid advert, Path path, InetAddress source, Terms terms, long now) {
    counters.increment(path.received());
    if (terms.paths().isBoth()
        && heardPaths.isDuplicate(path, source, advert.advertisement(), now)) {
      counters.increment(path.duplicates());
    }
    if (hasForms(advert, terms)) {
      countForm(advert.checksum(), source, terms, now);
    }
    observer.observe(heardAs(advert, source, terms));
    boolean room = latest.size() < MOST || latest.containsKey(source);
    return room && differs(latest.put(source, advert), advert);
  }

  /** The decoder gives one object for repeats, so that this costs nothing nearly always. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean differs(Decoded.@Nullable Valid before, Decoded.Valid after) {
    return before != after
        && (before == null
            || before.checksum() != after.checksum()
            || !before.advertisement().addresses().equals(after.advertisement().addresses()));
  }

  /** An Active that counts at present, with what it said last. */
  VirtualRouterSnapshot.ActiveSource describe(InetAddress source, Instant since, Terms terms) {
    Decoded.Valid last = latest.get(source);
    if (last == null) {
      return new VirtualRouterSnapshot.ActiveSource(source, since);
    }
    boolean other =
        hasForms(last, terms) && last.checksum() != Translation.form(terms.spec().checksum());
    return new VirtualRouterSnapshot.ActiveSource(
        source,
        since,
        last.advertisement().addresses(),
        other ? Translation.mode(last.checksum()) : null);
  }

  /** Only there are two ways to read the standard (RFC 9568 section 5.2.8). */
  private static boolean hasForms(Decoded.Valid advert, Terms terms) {
    return advert.advertisement().version() == RouterConfiguration.VERSION_3
        && terms.spec().family() == Family.IPV4;
  }

  /** One object for all repeats of a packet, which the decoder gives as one object, too. */
  @SuppressWarnings("ReferenceEquality")
  private Observation.AdvertHeard heardAs(Decoded.Valid advert, InetAddress source, Terms terms) {
    if (repeated == null || repeated.advert() != advert || !repeated.as().source().equals(source)) {
      repeated =
          new Repeated(
              advert,
              new Observation.AdvertHeard(
                  terms.observed(),
                  source,
                  advert.advertisement().priority(),
                  advert.advertisement().intervalMilliseconds()));
    }
    return repeated.as();
  }

  private void countForm(ChecksumForm form, InetAddress source, Terms terms, long now) {
    counters.increment(
        form == ChecksumForm.PSEUDO_HEADER
            ? Counter.CHECKSUM_PSEUDO_HEADER
            : Counter.CHECKSUM_MESSAGE_ONLY);
    if (form != Translation.form(terms.spec().checksum())) {
      String from = Addresses.text(source);
      String mode = form == ChecksumForm.PSEUDO_HEADER ? "PseudoHeader" : "MessageOnly";
      log.warn(
          "CHECKSUM_FORM_DIFFERS",
          from,
          "%s: %s advertises with the other checksum form; if it does not hear us, set checksum: %s"
              .formatted(terms.name(), from, mode),
          now);
    }
  }

  /** Another station says that it has one of our addresses. */
  void claimed(Claim claim, boolean active, Terms terms, long now) {
    String mac = claim.mac().toString();
    observer.observe(new Observation.AddressClaimed(terms.observed(), claim.address(), mac));
    if (active) {
      log.warn(
          "ADDRESS_CLAIMED",
          mac,
          "%s: %s says that it has %s, too; if it is no router of this group, give it another one"
              .formatted(terms.name(), mac, Addresses.text(claim.address())),
          now);
    }
  }

  /**
   * What is wrong with the ways by which others are heard.
   *
   * @param sources who counts at present
   */
  List<RouterCondition> conditions(Terms terms, List<ActiveSource> sources) {
    List<InetAddress> present = sources.stream().map(ActiveSource::source).toList();
    latest.keySet().retainAll(present);
    if (terms.paths().isBoth()) {
      heardPaths.retain(present);
    }
    return PathConditions.of(terms.spec(), terms.paths(), heardPaths.oneSided());
  }
}
