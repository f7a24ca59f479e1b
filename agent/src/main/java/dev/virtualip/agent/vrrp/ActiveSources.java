package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Actives that one virtual router has heard lately; more than one is a split. */
final class ActiveSources {

  /** Far more than any link has routers, and a bound on what a forger can make us remember. */
  private static final int MOST = 64;

  private static final class Heard {
    final long since;
    long last;
    long intervalNanos;

    Heard(long since) {
      this.since = since;
    }
  }

  private final Map<InetAddress, Heard> sources = new LinkedHashMap<>();
  final Deadline expiry = new Deadline();

  void heard(InetAddress source, long intervalNanos, long now) {
    if (sources.size() >= MOST && !sources.containsKey(source)) {
      return;
    }
    Heard heard = sources.computeIfAbsent(source, address -> new Heard(now));
    heard.last = now;
    heard.intervalNanos = intervalNanos;
  }

  void left(InetAddress source) {
    sources.remove(source);
  }

  void clear() {
    sources.clear();
    expiry.cancel();
  }

  /**
   * Forgets who has been silent for a whole down interval, or for two intervals when a later Active
   * has been heard, and arms {@link #expiry} for the next one.
   *
   * @param own configuration of this router, for the skew
   * @param ownActive whether this router itself is a later Active
   */
  void expire(RouterConfiguration own, boolean ownActive, long now) {
    expiry.cancel();
    sources.values().removeIf(heard -> now - expires(heard, own, ownActive) >= 0);
    sources.values().forEach(heard -> expiry.armNoLaterThan(expires(heard, own, ownActive)));
  }

  private long expires(Heard heard, RouterConfiguration own, boolean ownActive) {
    boolean superseded =
        ownActive || sources.values().stream().anyMatch(other -> other.last - heard.last > 0);
    return heard.last
        + (superseded
            ? 2 * heard.intervalNanos
            : Intervals.activeDownNanos(own, heard.intervalNanos));
  }

  /** Who was heard last. */
  Optional<InetAddress> latest() {
    Map.Entry<InetAddress, Heard> latest = null;
    for (Map.Entry<InetAddress, Heard> entry : sources.entrySet()) {
      if (latest == null || entry.getValue().last - latest.getValue().last >= 0) {
        latest = entry;
      }
    }
    return Optional.ofNullable(latest).map(Map.Entry::getKey);
  }

  List<ActiveSource> list() {
    List<ActiveSource> list = new ArrayList<>();
    sources.forEach((source, heard) -> list.add(new ActiveSource(source, heard.since)));
    return list;
  }
}
