package dev.virtualip.agent.kernel;

import dev.virtualip.agent.kernel.Wire.Advert;
import dev.virtualip.agent.linux.BootClock;
import java.net.InetAddress;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one fault cost.
 *
 * @param outageMilliseconds the longest time in which no probe was answered
 * @param lost probes without an answer
 * @param twoHoldersMilliseconds for how long two kernels had the address, while it was watched
 * @param endless whether they still had when that ended
 * @param answerMilliseconds from the last advert of the old holder on the wire to the first answer
 *     of another node; null where the address did not move
 * @param cacheMilliseconds from the fault until the client's neighbour cache had the new holder
 */
record Trial(
    double outageMilliseconds,
    int lost,
    double twoHoldersMilliseconds,
    boolean endless,
    @Nullable Double answerMilliseconds,
    @Nullable Double cacheMilliseconds) {

  /** Two holders are watched for so long after the move. */
  static final long WATCH_NANOS = TimeUnit.SECONDS.toNanos(4);

  private static final long SETTLE_MILLISECONDS = 300;

  static Trial run(Arena arena, Fault fault, SplittableRandom random) throws Exception {
    arena.restore();
    int first = arena.first().machine().host();
    int interval = arena.group().intervalMilliseconds();
    try (Prober prober = Prober.start(arena.client(), arena.group().address())) {
      arena.await("the first node answers", () -> prober.lastHost() == first);
      long phase = random.nextLong(TimeUnit.MILLISECONDS.toNanos(interval));
      TimeUnit.NANOSECONDS.sleep(TimeUnit.MILLISECONDS.toNanos(50) + phase);
      long begin = BootClock.nanos();
      fault.inflict(arena);
      if (fault.moves()) {
        arena.await("another node answers", () -> prober.lastHost() != first);
      } else {
        long inflicted = BootClock.nanos();
        arena.await("somebody answers", () -> prober.lastAnsweredNanos() > inflicted);
        TimeUnit.MILLISECONDS.sleep(4L * interval);
      }
      boolean endless = !Arena.becomes(() -> arena.tenures().holders().size() < 2, WATCH_NANOS);
      TimeUnit.MILLISECONDS.sleep(SETTLE_MILLISECONDS);
      ProbeLog log = prober.stop();
      Trial trial = of(arena, log, begin, endless);
      fault.mend(arena);
      return trial;
    }
  }

  private static Trial of(Arena arena, ProbeLog log, long begin, boolean endless) throws Exception {
    int first = arena.first().machine().host();
    OptionalLong answer = log.firstOfOthers(first, begin);
    @Nullable Double answerMilliseconds = null;
    @Nullable Double cacheMilliseconds = null;
    if (answer.isPresent()) {
      long last = lastAdvert(arena, answer.getAsLong());
      answerMilliseconds = milliseconds(answer.getAsLong() - last);
      OptionalLong cache =
          arena.neighbours().since(begin, arena.member(log.hostOfOthers(first, begin)).machine());
      if (cache.isPresent()) {
        cacheMilliseconds = milliseconds(cache.getAsLong() - begin);
      }
    }
    return new Trial(
        milliseconds(log.outageNanos()),
        log.lost(),
        milliseconds(arena.tenures().overlapNanos(begin, BootClock.nanos())),
        endless,
        answerMilliseconds,
        cacheMilliseconds);
  }

  /** When the first node's last advert before {@code nanos} was on the wire. */
  private static long lastAdvert(Arena arena, long nanos) throws Exception {
    InetAddress first = InetAddress.ofLiteral(arena.first().machine().address());
    return arena.wire().heard().stream()
        .filter(advert -> advert.source().equals(first) && advert.nanos() <= nanos)
        .mapToLong(Advert::nanos)
        .max()
        .orElseThrow(() -> new IllegalStateException("no advert of the first node was captured"));
  }

  private static double milliseconds(long nanos) {
    return Math.round(nanos / 1e4) / 100.0;
  }
}
