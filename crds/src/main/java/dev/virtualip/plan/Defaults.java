package dev.virtualip.plan;

import dev.virtualip.api.v1alpha1.VirtualIPSpec;

/** Effective values of the fields that a user may leave out. */
public final class Defaults {

  /** Fails over within a second, at four small packets a second. */
  private static final int ADVERTISEMENT_INTERVAL_MILLISECONDS = 250;

  private Defaults() {}

  /** Time between two advertisements, in milliseconds; 250 unless given. */
  public static int advertisementIntervalMilliseconds(VirtualIPSpec spec) {
    Integer given = spec.advertisementIntervalMilliseconds();
    return given == null ? ADVERTISEMENT_INTERVAL_MILLISECONDS : given;
  }

  /** Whether a Backup takes over from an Active of lower priority; true unless given. */
  public static boolean preempt(VirtualIPSpec spec) {
    return !Boolean.FALSE.equals(spec.preempt());
  }

  /** Whether the addresses are to be released everywhere; false unless given. */
  public static boolean suspend(VirtualIPSpec spec) {
    return Boolean.TRUE.equals(spec.suspend());
  }
}
