/**
 * The program: what the command line says, how it logs, and {@link dev.virtualip.agent.Main}, which
 * wires the rooms together. Nothing else lives here.
 */
@NullMarked
package dev.virtualip.agent;

import org.jspecify.annotations.NullMarked;
