/**
 * Health checks: what must work on this node while it is to hold an address. They run off the
 * protocol thread and tell it only what follows for a VirtualIP: a penalty on its priority, or the
 * reserve band.
 *
 * <p>Nothing here decides who holds an address, and no check may delay another.
 */
@NullMarked
package dev.virtualip.agent.health;

import org.jspecify.annotations.NullMarked;
