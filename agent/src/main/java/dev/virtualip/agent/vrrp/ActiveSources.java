package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Actives that one virtual router has heard lately; more than one is a split. Every advert goes
 * through here, so it is plain loops over a list that has one element nearly always.
 */
final class ActiveSources {

  /** Far more than any link has routers, and a bound on what a forger can make us remember. */
  private static final int MOST = 64;

  private static final class Heard {
    final InetAddress source;
    final long since;
    long last;
    long intervalNanos;
    int priority;

    Heard(InetAddress source, long since) {
      this.source = source;
      this.since = since;
    }
  }

  private final List<Heard> sources = new ArrayList<>();
  final Deadline expiry = new Deadline();
  private int changes;

  void heard(InetAddress source, Advertisement advert, long now) {
    Heard heard = find(source);
    if (heard == null) {
      if (sources.size() >= MOST) {
        return;
      }
      heard = new Heard(source, now);
      sources.add(heard);
      changes++;
    }
    heard.last = now;
    heard.intervalNanos = Intervals.nanos(advert.intervalMilliseconds());
    heard.priority = advert.priority();
  }

  boolean isEmpty() {
    return sources.isEmpty();
  }

  void left(InetAddress source) {
    Heard heard = find(source);
    if (heard != null) {
      sources.remove(heard);
      changes++;
    }
  }

  private @Nullable Heard find(InetAddress source) {
    for (int index = 0; index < sources.size(); index++) {
      if (sources.get(index).source.equals(source)) {
        return sources.get(index);
      }
    }
    return null;
  }

  List<RouterMemory.Heard> memory() {
    return sources.stream()
        .map(
            heard ->
                new RouterMemory.Heard(
                    heard.source, heard.since, heard.last, heard.intervalNanos, heard.priority))
        .toList();
  }

  void recall(List<RouterMemory.Heard> memory) {
    sources.clear();
    changes++;
    for (RouterMemory.Heard remembered : memory.subList(0, Math.min(MOST, memory.size()))) {
      Heard heard = new Heard(remembered.source(), remembered.since());
      heard.last = remembered.last();
      heard.intervalNanos = remembered.intervalNanos();
      heard.priority = remembered.priority();
      sources.add(heard);
    }
  }

  void clear() {
    sources.clear();
    changes++;
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
    for (int index = sources.size() - 1; index >= 0; index--) {
      if (now - expires(sources.get(index), own, ownActive) >= 0) {
        sources.remove(index);
        changes++;
      }
    }
    for (int index = 0; index < sources.size(); index++) {
      expiry.armNoLaterThan(expires(sources.get(index), own, ownActive));
    }
  }

  private long expires(Heard heard, RouterConfiguration own, boolean ownActive) {
    return heard.last
        + (ownActive || heardLaterThan(heard)
            ? 2 * heard.intervalNanos
            : Intervals.activeDownNanos(own, heard.intervalNanos));
  }

  private boolean heardLaterThan(Heard heard) {
    for (int index = 0; index < sources.size(); index++) {
      if (sources.get(index).last - heard.last > 0) {
        return true;
      }
    }
    return false;
  }

  /** Who was heard last; null if there is none. */
  @Nullable InetAddress latest() {
    Heard latest = null;
    for (int index = 0; index < sources.size(); index++) {
      Heard heard = sources.get(index);
      if (latest == null || heard.last - latest.last >= 0) {
        latest = heard;
      }
    }
    return latest == null ? null : latest.source;
  }

  /** Differs once {@link #list} does. */
  int changes() {
    return changes;
  }

  /** Of all that count; 0 if there is none. */
  int highestPriority() {
    return sources.stream().mapToInt(heard -> heard.priority).max().orElse(0);
  }

  List<ActiveSource> list() {
    return sources.stream().map(heard -> new ActiveSource(heard.source, heard.since)).toList();
  }
}
