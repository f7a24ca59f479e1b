/**
 * Plans one node: a VirtualIP and the facts of this node become virtual routers, or a refusal that
 * names the field and the cure. The operator and the agent's {@code --manifests} mode both ask
 * here.
 *
 * <p>Pure functions only: no clock, socket, file, client or logger. What needs to see the whole
 * cluster is in {@code dev.virtualip.operator.plan}.
 */
@NullMarked
package dev.virtualip.plan;

import org.jspecify.annotations.NullMarked;
