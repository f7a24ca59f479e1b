package dev.virtualip.agent.vrrp;

import org.jspecify.annotations.Nullable;

/**
 * What a virtual router expects of the packets that are for it.
 *
 * @param version 2 or 3; another one is discarded
 * @param password what a packet of version 2 must carry; null if it must carry none
 * @param paths by which it must come
 */
public record Expectation(int version, @Nullable Password password, Paths paths) {

  /** Of a router that hears the group alone. */
  public Expectation(int version, @Nullable Password password) {
    this(version, password, Paths.MULTICAST_ONLY);
  }

  /** What the virtual routers of one interface and family expect. */
  @FunctionalInterface
  public interface ByRouter {

    /** Null if no virtual router has this VRID here. */
    @Nullable Expectation of(int virtualRouterID);
  }
}
