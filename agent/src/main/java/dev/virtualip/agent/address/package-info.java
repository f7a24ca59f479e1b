/**
 * Holds virtual addresses in the kernel: binds, renews and releases them on the address thread, in
 * order, and announces them by gratuitous ARP and unsolicited neighbor advertisement.
 *
 * <p>It does what it is told and reports what happened; whether to hold an address is decided by
 * the state machine.
 */
@NullMarked
package dev.virtualip.agent.address;

import org.jspecify.annotations.NullMarked;
