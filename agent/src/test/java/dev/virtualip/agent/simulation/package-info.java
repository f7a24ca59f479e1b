/**
 * Several nodes of the real {@link dev.virtualip.agent.vrrp.VirtualRouter} on one simulated link,
 * in virtual time and from a seed. What is around the state machine is modelled: the process with
 * its sockets and its address thread, the kernel's address lifetimes, clocks, the link, and
 * whatever goes wrong with these. The promises of the design are checked at every step.
 */
@NullMarked
package dev.virtualip.agent.simulation;

import org.jspecify.annotations.NullMarked;
