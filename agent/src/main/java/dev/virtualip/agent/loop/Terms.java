package dev.virtualip.agent.loop;

import dev.virtualip.agent.vrrp.Expectation;
import dev.virtualip.agent.vrrp.Paths;
import dev.virtualip.agent.vrrp.RouterConfiguration;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;

/**
 * What one virtual router was told to be, in the forms that its parts need.
 *
 * @param spec as it was told
 * @param configuration for the state machine
 * @param expectation what its packets must be like
 * @param destinations where its adverts go
 * @param name for logs: the VirtualIP's name and the family
 * @param observed the same for observers
 */
record Terms(
    VirtualRouterSpec spec,
    RouterConfiguration configuration,
    Expectation expectation,
    List<InetAddress> destinations,
    String name,
    Observation.Router observed) {

  /**
   * @throws IllegalArgumentException if {@code spec} is none that a virtual router can run
   */
  static Terms of(VirtualRouterSpec spec, Passwords passwords) {
    return new Terms(
        spec,
        Translation.configuration(spec),
        new Expectation(
            spec.version(), passwords.of(spec.authentication()), Translation.paths(spec)),
        Translation.destinations(spec),
        spec.virtualIP().name() + "/" + Translation.family(spec.family()),
        new Observation.Router(
            spec.virtualIP().name(), spec.family(), spec.interfaceName(), spec.virtualRouterID()));
  }

  /** The ways by which it sends and hears. */
  Paths paths() {
    return expectation.paths();
  }

  /** What it protects, in the order of the wire. */
  List<InetAddress> addresses() {
    return configuration.addresses();
  }

  /**
   * Whether {@code other} can be reached without a restart of the router. In version 2 another
   * interval or authentication makes two routers deaf to each other, so both count as a restart.
   */
  boolean canBecome(VirtualRouterSpec other, Passwords passwords) {
    return spec.virtualRouterID() == other.virtualRouterID()
        && spec.version() == other.version()
        && spec.family() == other.family()
        && spec.interfaceName().equals(other.interfaceName())
        && (spec.version() == RouterConfiguration.VERSION_3 || understands(other, passwords));
  }

  private boolean understands(VirtualRouterSpec other, Passwords passwords) {
    return spec.advertisementIntervalMilliseconds() == other.advertisementIntervalMilliseconds()
        && Objects.equals(expectation.password(), passwords.of(other.authentication()));
  }

  /** Whether {@code other} is for the same VirtualIP and family, be it on another VRID. */
  boolean serves(VirtualRouterSpec other) {
    return spec.virtualIP().name().equals(other.virtualIP().name())
        && spec.family() == other.family();
  }
}
