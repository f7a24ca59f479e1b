/** How log lines look. */
@NullMarked
package dev.virtualip.agent.log;

import org.jspecify.annotations.NullMarked;
