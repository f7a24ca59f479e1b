package dev.virtualip.agent.loop;

import dev.virtualip.agent.vrrp.Password;
import dev.virtualip.api.v1alpha1.Authentication;
import org.jspecify.annotations.Nullable;

/**
 * Passwords of version 2 by the key that a configuration names; the configuration never has them.
 * Any thread may ask, and none waits for an answer.
 */
@FunctionalInterface
public interface Passwords {

  /** Where there is no directory of secrets. */
  Passwords NONE = key -> null;

  /** What the authentication data of version 2 has room for. */
  int MOST_OCTETS = Password.MOST_OCTETS;

  /** 1..{@link #MOST_OCTETS} octets; null if there are none, or none that can be used. */
  byte @Nullable [] octets(String key);

  /**
   * What {@code authentication} asks for; null without one, and without the password of its key.
   */
  default @Nullable Password of(@Nullable Authentication authentication) {
    byte[] octets = authentication == null ? null : octets(authentication.passwordKey());
    return octets == null ? null : Password.of(octets);
  }
}
