package dev.virtualip.agent.simulation;

import dev.virtualip.agent.vrrp.RouterConfiguration;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What one schedule starts with.
 *
 * @param ipv6 family of all routers
 * @param routers 2..9
 * @param clocks one for each router
 * @param sources where each sends from
 * @param otherSources where each may send from instead
 * @param crowded whether faults come one upon the other or let the routers settle in between
 * @param twins whether the first two routers have one priority and one source address: a mistake
 *     that no election can resolve
 * @param faults how many happen, at least 2
 * @param deliveries how many adverts are delivered, at least
 * @param delayNanos one-way delay at most, while no fault adds to it
 * @param duplicatedPermille adverts that arrive twice
 */
record Settings(
    boolean ipv6,
    List<RouterConfiguration> routers,
    List<Clock> clocks,
    List<InetAddress> sources,
    List<InetAddress> otherSources,
    boolean crowded,
    boolean twins,
    int faults,
    int deliveries,
    long delayNanos,
    int duplicatedPermille) {

  private static final List<InetAddress> VIRTUAL_IPV4 =
      List.of(InetAddress.ofLiteral("192.0.2.100"), InetAddress.ofLiteral("192.0.2.101"));
  private static final List<InetAddress> VIRTUAL_IPV6 =
      List.of(InetAddress.ofLiteral("fe80::100"), InetAddress.ofLiteral("2001:db8::100"));

  /** Below and above 127, because addresses are compared unsigned. */
  private static final List<InetAddress> SOURCES_IPV4 =
      IntStream.range(0, 9)
          .mapToObj(i -> InetAddress.ofLiteral("192.0.2." + (120 + 3 * i)))
          .toList();

  private static final List<InetAddress> SOURCES_IPV6 =
      IntStream.range(0, 9)
          .mapToObj(i -> InetAddress.ofLiteral("fe80::7ff" + (7 + i % 3) + ":" + (i + 1)))
          .toList();

  private static final List<InetAddress> OTHERS_IPV4 =
      IntStream.range(0, 9)
          .mapToObj(i -> InetAddress.ofLiteral("192.0.2." + (145 - 3 * i + 1)))
          .toList();

  private static final List<InetAddress> OTHERS_IPV6 =
      IntStream.range(0, 9).mapToObj(i -> InetAddress.ofLiteral("fe80::8000:" + (20 - i))).toList();

  private static final double SLOWEST_RATE = 1 / 1.05;

  static Settings of(Dice dice) {
    boolean ipv6 = dice.chance(250);
    int version = !ipv6 && dice.chance(150) ? 2 : 3;
    int count = dice.pick(2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9);
    boolean twins = dice.chance(20);
    int interval = version == 2 ? dice.pick(1000, 1000, 2000, 3000, 10_000) : interval(dice);
    // In version 2 another interval is mutual deafness.
    boolean mixed = version == 3 && dice.chance(200);
    boolean alike = dice.chance(100);
    boolean staying = dice.chance(250);
    int delay = interval <= 500 && !mixed && dice.chance(250) ? dice.pick(1, 3, 10) : 0;
    List<RouterConfiguration> routers = new ArrayList<>();
    List<Clock> clocks = new ArrayList<>();
    List<InetAddress> sources = new ArrayList<>(ipv6 ? SOURCES_IPV6 : SOURCES_IPV4);
    for (int i = 0; i < count; i++) {
      int own =
          mixed
              ? Math.clamp((long) interval * dice.pick(1, 2, 4, 8) / 20 * 10, 10, 40_950)
              : interval;
      int priority = alike ? 100 : priority(dice, i, version);
      if (twins && i == 1) {
        priority = routers.getFirst().priority();
      }
      boolean preempts = !(staying && dice.chance(700));
      int addresses = 1 + dice.below(2);
      routers.add(configuration(version, priority, own, preempts, delay, addresses, ipv6));
      long begin =
          dice.chance(300)
              ? Long.MAX_VALUE - dice.between(0, 10 * Bounds.SECOND)
              : dice.between(0, 1L << 60);
      clocks.add(new Clock(begin, clockRate(dice)));
    }
    List<InetAddress> others = new ArrayList<>(ipv6 ? OTHERS_IPV6 : OTHERS_IPV4);
    if (twins) {
      sources.set(1, sources.getFirst());
      others.set(0, sources.getFirst());
      others.set(1, sources.getFirst());
    }
    return new Settings(
        ipv6,
        List.copyOf(routers),
        List.copyOf(clocks),
        List.copyOf(sources),
        List.copyOf(others),
        dice.chance(350),
        twins,
        2 + dice.below(4),
        100 + dice.below(120),
        dice.between(20_000, 5 * Bounds.MILLISECOND),
        dice.pick(0, 0, 5, 50));
  }

  /** A configuration with the first {@code count} virtual addresses. */
  static RouterConfiguration configuration(
      int version,
      int priority,
      int interval,
      boolean preempt,
      int delay,
      int count,
      boolean ipv6) {
    List<InetAddress> addresses = (ipv6 ? VIRTUAL_IPV6 : VIRTUAL_IPV4).subList(0, count);
    return new RouterConfiguration(51, version, priority, interval, preempt, delay, addresses);
  }

  /**
   * Milliseconds; short ones are rare because a schedule lasts seconds whatever the interval is.
   */
  static int interval(Dice dice) {
    if (dice.chance(20)) {
      return dice.pick(10, 20, 50, 100);
    }
    return dice.pick(250, 250, 250, 330, 340, 500, 1000, 1000, 1000, 2000, 3000, 10_000, 40_950);
  }

  /** As the operator ranks nodes, or anything at all; an owner of version 2 is deaf. */
  static int priority(Dice dice, int rank, int version) {
    if (dice.chance(15) && version == RouterConfiguration.VERSION_3) {
      return 255;
    }
    return dice.chance(600) ? 200 - 10 * rank : (int) dice.between(1, 254);
  }

  private static double clockRate(Dice dice) {
    return switch (dice.below(4)) {
      case 0 -> SLOWEST_RATE;
      case 1 -> 1;
      default -> SLOWEST_RATE + (1 - SLOWEST_RATE) * dice.below(1000) / 1000;
    };
  }

  /** Index of a virtual address in the kernel's table. */
  static int slot(InetAddress address) {
    return address.equals(VIRTUAL_IPV4.get(1)) || address.equals(VIRTUAL_IPV6.get(1)) ? 1 : 0;
  }

  /** Whether one address is higher than another as unsigned numbers. */
  static boolean higher(InetAddress one, InetAddress other) {
    return Arrays.compareUnsigned(one.getAddress(), other.getAddress()) > 0;
  }

  /** VRRP version of all routers. */
  int version() {
    return routers.getFirst().version();
  }

  /** The longest preempt delay of any router, in nanoseconds. */
  long preemptDelay() {
    return routers.stream().mapToInt(RouterConfiguration::preemptDelaySeconds).max().orElseThrow()
        * Bounds.SECOND;
  }

  /** The longest interval that any router starts with, in nanoseconds. */
  long longestInterval() {
    return routers.stream()
            .mapToInt(RouterConfiguration::advertisementIntervalMilliseconds)
            .max()
            .orElseThrow()
        * Bounds.MILLISECOND;
  }
}
