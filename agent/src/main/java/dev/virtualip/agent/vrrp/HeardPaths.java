package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * By which paths a virtual router hears each of the others, for one that listens on both. An advert
 * has no number: a copy is known by its content and by coming within half an interval on the other
 * path.
 */
public final class HeardPaths {

  /** Intervals that a path must be silent before it counts as broken; fewer may be lost adverts. */
  private static final int FEW = 4;

  /** Far more than any link has routers, and a bound on what a forger can make us remember. */
  private static final int MOST = 64;

  /** A router that is heard on one path only. */
  public record OneSided(InetAddress source, Path heard) {}

  private static final class Way {
    private long last;

    /** Adverts of this path whose copy has not come on the other one. */
    private int single;

    Way(long first) {
      last = first;
    }
  }

  private static final class Heard {
    private final Way multicast;
    private final Way unicast;
    private Advertisement latest;

    Heard(Advertisement latest, long first) {
      this.latest = latest;
      multicast = new Way(first);
      unicast = new Way(first);
    }

    Way way(Path path) {
      return path == Path.MULTICAST ? multicast : unicast;
    }
  }

  private final Map<InetAddress, Heard> sources = new LinkedHashMap<>();

  /**
   * Takes note of a valid advert.
   *
   * @return whether it is the copy of one that came on the other path
   */
  public boolean isDuplicate(Path path, InetAddress source, Advertisement advert, long now) {
    Heard heard = sources.get(source);
    if (heard == null) {
      if (sources.size() >= MOST) {
        return false;
      }
      heard = new Heard(advert, now);
      sources.put(source, heard);
    }
    Way way = heard.way(path);
    Way other = heard.way(path.other());
    long half = Intervals.nanos(advert.intervalMilliseconds()) / 2;
    boolean same = heard.latest.equals(advert);
    boolean duplicate = same && other.single > 0 && now - other.last < half;
    if (duplicate) {
      other.single--;
    } else {
      // What is older than half an interval was not copied and won't be.
      way.single = same && now - way.last < half ? way.single + 1 : 1;
      other.single = same ? other.single : 0;
    }
    way.last = now;
    heard.latest = advert;
    return duplicate;
  }

  /** Those of whom a whole path has been silent for some intervals, while the other one has not. */
  public List<OneSided> oneSided() {
    List<OneSided> list = new ArrayList<>();
    sources.forEach(
        (source, heard) -> {
          long lead = heard.multicast.last - heard.unicast.last;
          long few = FEW * Intervals.nanos(heard.latest.intervalMilliseconds());
          if (Math.abs(lead) > few) {
            list.add(new OneSided(source, lead > 0 ? Path.MULTICAST : Path.UNICAST));
          }
        });
    return list;
  }

  /** Forgets all but {@code present}: nothing can be said of who is silent on both paths. */
  public void retain(Collection<InetAddress> present) {
    sources.keySet().retainAll(present);
  }

  /** Begins anew: other paths, or other peers. */
  public void clear() {
    sources.clear();
  }
}
