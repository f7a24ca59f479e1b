package dev.virtualip.agent.vrrp;

/** What became of a received packet. */
public sealed interface Decoded {

  /**
   * It may be fed to the virtual router that it names.
   *
   * @param checksum the form that matched; version 2 has only one
   */
  record Valid(Advertisement advertisement, ChecksumForm checksum) implements Decoded {}

  /**
   * It must have no effect on any timer or state.
   *
   * @param virtualRouterID the router to count it at, one of the configured; 0 when it fell before
   *     that was known
   */
  record Invalid(InvalidReason reason, int virtualRouterID) implements Decoded {}
}
