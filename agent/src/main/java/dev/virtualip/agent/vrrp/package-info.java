/**
 * The protocol of RFC 9568: the advertisement and its codec, and the state machine of one virtual
 * router.
 *
 * <p>Time comes in as a parameter and actions go out to a sink, so that production, conformance
 * tests and simulation run the same class. No clock, socket, thread or logger lives here.
 */
@NullMarked
package dev.virtualip.agent.vrrp;

import org.jspecify.annotations.NullMarked;
