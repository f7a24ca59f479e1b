/**
 * Generates the CRDs from the types of the API. Lives with the tests, so that the generator is on
 * no class path that ships.
 */
@NullMarked
package dev.virtualip.crd;

import org.jspecify.annotations.NullMarked;
