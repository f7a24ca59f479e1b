/** What the operator tells people: Events and metrics. It reads statuses and decides nothing. */
@NullMarked
package dev.virtualip.operator.report;

import org.jspecify.annotations.NullMarked;
