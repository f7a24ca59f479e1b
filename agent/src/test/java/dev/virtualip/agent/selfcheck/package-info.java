/** What the self-checks make of machines that are written down, and of real ones. */
@NullMarked
package dev.virtualip.agent.selfcheck;

import org.jspecify.annotations.NullMarked;
