/**
 * Thin wrappers over the kernel: epoll, eventfd, timerfd, raw and packet sockets, scheduling. The
 * only room that knows jnr-ffi; errno is turned into an exception in one place.
 *
 * <p>No protocol decision lives here.
 */
@NullMarked
package dev.virtualip.agent.linux;

import org.jspecify.annotations.NullMarked;
