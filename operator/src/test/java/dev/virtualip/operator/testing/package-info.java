/** Builders of API objects for tests. */
@NullMarked
package dev.virtualip.operator.testing;

import org.jspecify.annotations.NullMarked;
