/** What the fuzz tests of all packages share. They run in the profile {@code fuzz} only. */
@NullMarked
package dev.virtualip.agent.fuzz;

import org.jspecify.annotations.NullMarked;
