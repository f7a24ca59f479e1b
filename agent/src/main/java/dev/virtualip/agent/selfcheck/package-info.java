/**
 * Looks at this machine and at what its virtual routers hear, and says what is wrong with the cure:
 * the conditions of a router in {@code /status} and in the status of the VirtualIPNode. It only
 * reads; nothing found here changes an election. {@code docs/conditions.md} lists all of them.
 */
@NullMarked
package dev.virtualip.agent.selfcheck;

import org.jspecify.annotations.NullMarked;
