package dev.virtualip.agent.loop;

import dev.virtualip.agent.vrrp.RouterMemory;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.time.Instant;
import java.util.Objects;

/**
 * One virtual router on its way from one process to another.
 *
 * @param spec what it ran
 * @param since when it entered its state, wall clock
 * @param promotedAt when it last became Active, wall clock; the epoch if it never did
 */
public record HandedRouter(
    VirtualRouterSpec spec, RouterMemory memory, Instant since, Instant promotedAt) {

  /** One that lacks a part, as another version may write it, is none. */
  public HandedRouter {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(memory, "memory");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(promotedAt, "promotedAt");
  }
}
