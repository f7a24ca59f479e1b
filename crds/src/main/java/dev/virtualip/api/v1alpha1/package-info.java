/**
 * The API group {@code virtualip.dev/v1alpha1}: what a user writes ({@link
 * dev.virtualip.api.v1alpha1.VirtualIP}) and what passes between operator and agent ({@link
 * dev.virtualip.api.v1alpha1.VirtualIPNode}).
 *
 * <p>Only values and schema annotations live here: no decision, no input or output. The CRDs under
 * {@code crds/} are generated from these types.
 */
@NullMarked
package dev.virtualip.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
