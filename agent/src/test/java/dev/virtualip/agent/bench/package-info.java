/** What {@code hack/bench} runs; no tier of tests does. */
@NullMarked
package dev.virtualip.agent.bench;

import org.jspecify.annotations.NullMarked;
