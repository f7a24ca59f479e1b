/**
 * The agent as a process on real kernels: network namespaces on one bridge, each a machine. Root is
 * needed, and keepalived as the other party of one test.
 */
@NullMarked
package dev.virtualip.agent.kernel;

import org.jspecify.annotations.NullMarked;
