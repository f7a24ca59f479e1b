package dev.virtualip.agent.kernel;

import dev.virtualip.agent.kernel.Lan.Machine;

/** Another implementation of VRRP that runs in one group with ours. */
@SuppressWarnings("try") // An interrupt of a test ends it, whoever swallows it.
sealed interface Peer extends AutoCloseable permits Keepalived, Frr {

  Machine machine();

  /** Whether its machine answers for the virtual address. */
  boolean holds();

  /** Starts it, also after {@link #stop} or {@link #kill}. */
  void start() throws Exception;

  /** As an administrator stops it; returns when it is gone. */
  void stop() throws Exception;

  /** SIGKILL: nothing is sent and nothing is cleaned up. */
  void kill() throws Exception;

  /** Leaves no process behind. */
  @Override
  void close() throws Exception;
}
