/**
 * Hot replacement: a new process of the agent takes the place of the running one on the same node,
 * and nothing moves. Both speak over a Unix socket in the state directory.
 */
@NullMarked
package dev.virtualip.agent.replace;

import org.jspecify.annotations.NullMarked;
