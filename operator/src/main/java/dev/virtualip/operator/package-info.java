/**
 * The program: {@link dev.virtualip.operator.Main} wires the rooms together, and serves what the
 * kubelet asks. No decision is made here.
 */
@NullMarked
package dev.virtualip.operator;

import org.jspecify.annotations.NullMarked;
