package dev.virtualip.agent.simulation;

/**
 * The Bounds of design.md section 6, in nanoseconds. A is the interval of an Active, A' what its
 * Backups have learned. They are written here anew, and not taken from the state machine, so that
 * an error there can't excuse itself.
 */
final class Bounds {

  static final long MILLISECOND = 1_000_000L;
  static final long SECOND = 1000 * MILLISECOND;

  /** "After SIGCONT ≤ 50 ms" there may be two holders. */
  static final long RESUMED = 50 * MILLISECOND;

  /** For how long a loser, or a leaver that hears its successor, still holds: "plus 30 ms". */
  static final long LINGER = 30 * MILLISECOND;

  /** "The kernel may keep an address up to L + 1.25 s after the last renewal." */
  static final long KERNEL_TAIL = 1250 * MILLISECOND;

  /** So many adverts lost, and a Backup has given the Active up. */
  static final int GIVEN_UP = 3;

  /**
   * "Two unanswered probes": the next one is due within a second, and that it is left so in two.
   */
  static final long PREFLIGHT = 3 * SECOND;

  /** How late an order to renew is still carried out. */
  static final long RENEWAL_VALID = 100 * MILLISECOND;

  private static final long PLANNED_MARGIN = 250 * MILLISECOND;
  private static final long PLANNED_MOST = 1500 * MILLISECOND;

  private Bounds() {}

  /** "Relative clock rate ≤ 1.05": the time that the slowest clock takes for it. */
  static long slowest(long nanos) {
    return nanos + nanos / 20;
  }

  /** Skew_Time (RFC 9568 section 6.1); version 2 does not scale it (RFC 3768 section 6.1). */
  static long skew(int version, int priority, long learned) {
    return (256 - priority) * (version == 2 ? SECOND : learned) / 256;
  }

  /**
   * L: "IPv4: for A ≤ 0.33, L = 1 s; for A > 0.33, L = max(1, ⌊2.35·A − 1.35⌋) s. IPv6: L = max(3,
   * the IPv4 formula)".
   */
  static long lifetime(long interval, boolean ipv6) {
    long seconds = Math.max(1, (235 * interval - 135 * SECOND) / (100 * SECOND));
    return Math.max(ipv6 ? 3 : 1, seconds) * SECOND;
  }

  /** g: "A/2 where renewed at A/2, else 0 (IPv6 below A = 2 s: 1 s)". */
  static long renewalGap(long interval, boolean ipv6) {
    if (ipv6 && interval < 2 * SECOND) {
      return SECOND;
    }
    return ipv6 || interval > 330 * MILLISECOND ? interval / 2 : 0;
  }

  /** From its last advert until the kernel of a dead or frozen Active drops the address. */
  static long expired(long interval, boolean ipv6) {
    return slowest(
        renewalGap(interval, ipv6) + RENEWAL_VALID + lifetime(interval, ipv6) + KERNEL_TAIL);
  }

  /**
   * Two holders when one was killed or frozen: "≤ max(0, 1.05·(g + 0.1 s + L + 1.25 s) − 3·A +
   * n·A)". On the slowest clock the lost adverts lie 1.05·A apart and not A: without that, two lost
   * adverts at 40.95 s already go beyond it.
   *
   * @param learned A', which is A unless the Active has just changed it: how long the others wait
   * @param lost n, how many of its last adverts the other holder lost or discarded; from three on,
   *     or when a priority 0 was heard, it may have taken over before the failure
   */
  static long twoHoldersAfterFailure(long interval, boolean ipv6, long learned, int lost) {
    long waits = lost < GIVEN_UP ? 3 * learned - lost * slowest(interval) : 0;
    return Math.max(0, expired(interval, ipv6) - Math.max(0, waits));
  }

  /** A leaver that hears no successor: "min(A + 250 ms, 1.5 s)" after its priority 0. */
  static long planned(long interval) {
    return Math.min(interval + PLANNED_MARGIN, PLANNED_MOST);
  }

  /** Two live Actives: "until the higher router's next advert is delivered + 30 ms". */
  static long twoActives(long interval) {
    return slowest(interval + LINGER);
  }

  /** "No holder: ≤ 1.05·(3·A′ + skew of the best living Backup + 30 ms)". */
  static long noHolder(int version, int priority, long learned) {
    return slowest(3 * learned + skew(version, priority, learned) + 30 * MILLISECOND);
  }

  /**
   * A live, connected router that should preempt is Active "within 1.05·(3·A′ + skew + preempt
   * delay) + 1 s once faults stop".
   */
  static long preemption(int version, int priority, long learned, long delay) {
    return slowest(3 * learned + skew(version, priority, learned) + delay) + SECOND;
  }

  /** "One immediate advert per max(10 ms, A/10)". */
  static long immediateGap(long interval) {
    return Math.max(10 * MILLISECOND, interval / 10);
  }
}
