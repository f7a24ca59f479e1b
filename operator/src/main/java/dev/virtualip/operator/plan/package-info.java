/**
 * What needs the whole cluster: VRID allocation, ranks and priorities, conditions. Pure functions
 * over values; no client, clock or logger.
 */
@NullMarked
package dev.virtualip.operator.plan;

import org.jspecify.annotations.NullMarked;
