/**
 * The conformance checklist as data: one file for each row under {@code
 * src/test/resources/conformance}, whose README tells how to write one, and what runs them in
 * virtual time. A packet takes the way that it takes in the agent: octets, header, codec, state
 * machine, and back to octets.
 */
@NullMarked
package dev.virtualip.agent.conformance;

import org.jspecify.annotations.NullMarked;
