package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Takes note of every advertisement, whatever becomes of it: it was on the wire. */
final class Reception {

  final ActiveSources sources = new ActiveSources();

  private final Counters counters;
  private final Comparison comparison;
  private boolean heard;
  private long lastHeard;

  Reception(ActionSink sink, Counters counters) {
    this.counters = counters;
    this.comparison = new Comparison(sink, counters);
  }

  /**
   * @param source our own address
   */
  void hear(
      Advertisement advert,
      InetAddress from,
      RouterConfiguration own,
      @Nullable InetAddress source,
      long now) {
    counters.increment(Counter.ADVERTISEMENTS_RECEIVED);
    boolean ourselves = from.equals(source);
    if (advert.priority() == Advertisement.PRIORITY_LEAVING) {
      counters.increment(Counter.PRIORITY_ZERO_RECEIVED);
      sources.left(from);
    } else if (!ourselves) {
      sources.heard(from, advert, now);
    }
    if (!ourselves) {
      heard = true;
      lastHeard = now;
    }
    comparison.compare(advert, from, own, source);
  }

  /**
   * Whether it must have no effect, though it is heard: in version 2 the owner is deaf, and so is
   * everybody to another interval (RFC 3768 section 7.1). The sender is an Active all the same, and
   * that there are two is what must be reported.
   *
   * @param leaving whether we listen for a successor: even an owner must not miss that one
   */
  static boolean discards(RouterConfiguration own, Advertisement advert, boolean leaving) {
    return own.version() == RouterConfiguration.VERSION_2
        && ((own.owner() && !leaving)
            || advert.intervalMilliseconds() != own.advertisementIntervalMilliseconds());
  }

  /** Time since the last advertisement of another router; empty if there was none. */
  OptionalLong silence(long now) {
    return heard ? OptionalLong.of(now - lastHeard) : OptionalLong.empty();
  }

  RouterMemory.Hearing memory() {
    return new RouterMemory.Hearing(sources.memory(), heard ? lastHeard : null);
  }

  void recall(RouterMemory.Hearing memory) {
    sources.recall(memory.sources());
    Long last = memory.lastHeard();
    heard = last != null;
    lastHeard = last == null ? 0 : last;
  }

  void clear() {
    sources.clear();
    heard = false;
  }
}
