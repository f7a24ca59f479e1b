/**
 * The protocol thread: one duty cycle drains every socket, feeds the state machines and hands out
 * their actions. It owns all protocol state; others post commands in and read immutable snapshots.
 *
 * <p>Nothing here may block except the wait for the next event.
 */
@NullMarked
package dev.virtualip.agent.loop;

import org.jspecify.annotations.NullMarked;
