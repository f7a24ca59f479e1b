package dev.virtualip.agent.kernel;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What happens to the holder of the address in a measurement. */
enum Fault {
  /** The cable of the holder is pulled. */
  LINK_LOST,
  SIGTERM,
  SIGKILL,
  SIGSTOP,
  /** The cable is out for 100 ms. */
  CARRIER_FLAP,
  /** A Backup gets a higher priority. */
  PLANNED_MOVE,
  /** A new process in the place of the old one; keepalived reads its configuration anew. */
  REPLACEMENT;

  private static final long FLAP_MILLISECONDS = 100;
  private static final int HIGHEST = 254;

  static Fault of(String word) {
    return valueOf(word.replace('-', '_').toUpperCase(Locale.ROOT));
  }

  /** As tables and options have it. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether another node must take the address over. */
  boolean moves() {
    return this != CARRIER_FLAP && this != REPLACEMENT;
  }

  void inflict(Arena arena) throws Exception {
    Member holder = arena.first();
    switch (this) {
      case LINK_LOST -> arena.lan().unplug(holder.machine());
      case SIGTERM -> holder.terminate();
      case SIGKILL -> holder.kill();
      case SIGSTOP -> holder.freeze();
      case CARRIER_FLAP -> {
        arena.lan().unplug(holder.machine());
        TimeUnit.MILLISECONDS.sleep(FLAP_MILLISECONDS);
        arena.lan().plug(holder.machine());
      }
      case PLANNED_MOVE -> arena.second().priority(HIGHEST);
      case REPLACEMENT -> holder.renew();
    }
  }

  /** Brings everything back to how it was before. */
  void mend(Arena arena) throws Exception {
    Member holder = arena.first();
    switch (this) {
      case LINK_LOST -> arena.lan().plug(holder.machine());
      case SIGTERM -> {
        arena.await("its end", () -> !holder.runs());
        holder.start();
      }
      case SIGKILL -> holder.start();
      case SIGSTOP -> holder.thaw();
      case PLANNED_MOVE -> arena.second().priority(Arena.SECOND);
      case CARRIER_FLAP, REPLACEMENT -> {
        // Over by itself.
      }
    }
  }
}
