package dev.virtualip.agent.simulation;

/** Random numbers (SplitMix64): one seed gives the same ones for ever. */
final class Dice {

  private long state;

  Dice(long seed) {
    state = seed;
  }

  private long next() {
    state += 0x9E3779B97F4A7C15L;
    long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** 0 to {@code bound} - 1. */
  int below(int bound) {
    return (int) (((next() >>> 33) * bound) >>> 31);
  }

  /** Both ends included. */
  long between(long least, long most) {
    return least + (next() >>> 1) % (most - least + 1);
  }

  boolean chance(int permille) {
    return below(1000) < permille;
  }

  int pick(int... values) {
    return values[below(values.length)];
  }
}
