package dev.virtualip.agent.simulation;

import dev.virtualip.agent.vrrp.Advertisement;
import dev.virtualip.agent.vrrp.Event;
import java.util.Arrays;

/**
 * The link that all nodes are on. Adverts take their time, overtake each other, come twice or not
 * at all; one object serves all who hear it.
 */
final class Link {

  private final World world;
  private final int nodes;
  private final long delayNanos;
  private final int duplicatedPermille;
  private Event.Received[] adverts = new Event.Received[256];
  private byte[] senders = new byte[256];
  private int sent;

  /** For each sender, a bit for each receiver that it reaches. */
  private final int[] reach;

  /** For each sender, how many adverts are still to be lost on the way to each receiver. */
  private final int[][] toLose;

  private int lostPermille;
  private int floodPermille;
  private long extraDelayNanos;
  private long lateUntil;

  Link(World world, Settings settings) {
    this.world = world;
    this.nodes = settings.routers().size();
    this.delayNanos = settings.delayNanos();
    this.duplicatedPermille = settings.duplicatedPermille();
    this.reach = new int[nodes];
    this.toLose = new int[nodes][nodes];
    heal();
  }

  void send(Node from, Advertisement advert) {
    int number = sent++;
    if (number == adverts.length) {
      adverts = Arrays.copyOf(adverts, 2 * number);
      senders = Arrays.copyOf(senders, 2 * number);
    }
    adverts[number] = new Event.Received(advert, from.source());
    senders[number] = (byte) from.index();
    for (int to = 0; to < nodes; to++) {
      if (to == from.index()) {
        continue;
      }
      if (loses(from.index(), to)) {
        if (world.journal().on()) {
          world.journal().write(world.now(), "link", from + " to " + to + ": lost");
        }
        continue;
      }
      carry(number, to);
      if (world.dice().chance(duplicatedPermille + floodPermille)) {
        carry(number, to);
      }
    }
  }

  /** Gratuitous ARP or an unsolicited neighbor advertisement. */
  void announce(Node from) {
    for (int to = 0; to < nodes; to++) {
      if (to != from.index()) {
        tell(from, to);
      }
    }
  }

  /** {@code from} says to one other node that it has the address. */
  void tell(Node from, int to) {
    pass(from, to, Happening.CLAIM);
  }

  /** ARP request or neighbor solicitation. */
  void probe(Node from) {
    for (int to = 0; to < nodes; to++) {
      if (to != from.index()) {
        pass(from, to, Happening.PROBE);
      }
    }
  }

  private void pass(Node from, int to, Happening what) {
    if (!loses(from.index(), to)) {
      long delay = world.dice().between(10_000, delayNanos);
      world.at(world.now() + delay, what, to, from.index());
    }
  }

  private boolean loses(int from, int to) {
    if (toLose[from][to] > 0) {
      toLose[from][to]--;
      return true;
    }
    return (reach[from] & 1 << to) == 0 || (lostPermille > 0 && world.dice().chance(lostPermille));
  }

  private void carry(int number, int to) {
    long most = world.now() < lateUntil ? delayNanos + extraDelayNanos : delayNanos;
    long delay = world.dice().between(10_000, most);
    world.at(world.now() + delay, Happening.ARRIVAL, to, number);
  }

  Event.Received advert(int number) {
    return adverts[number];
  }

  int sender(int number) {
    return senders[number];
  }

  /** Cuts every path from {@code senders} to {@code receivers}, both sets of bits. */
  void cut(int senders, int receivers) {
    for (int from = 0; from < nodes; from++) {
      if ((senders & 1 << from) != 0) {
        reach[from] &= ~receivers;
      }
    }
  }

  /** Loses the next {@code count} adverts to those receivers, a set of bits. */
  void loseNext(int from, int receivers, int count) {
    for (int to = 0; to < nodes; to++) {
      if ((receivers & 1 << to) != 0) {
        toLose[from][to] = count;
      }
    }
  }

  void disturb(int lost, int duplicated) {
    lostPermille = lost;
    floodPermille = duplicated;
  }

  /** What is sent until then comes up to {@code delay} nanoseconds later. */
  void delay(long delay, long until) {
    extraDelayNanos = delay;
    lateUntil = until;
  }

  /** From now on all is as at the begin. */
  void heal() {
    Arrays.fill(reach, -1);
    disturb(0, 0);
  }
}
