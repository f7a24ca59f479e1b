/**
 * The reconcilers and their event sources: observe, plan, write what differs. Decisions are made in
 * the plan rooms.
 */
@NullMarked
package dev.virtualip.operator.reconcile;

import org.jspecify.annotations.NullMarked;
