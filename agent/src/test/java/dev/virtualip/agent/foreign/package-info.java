@NullMarked
package dev.virtualip.agent.foreign;

import org.jspecify.annotations.NullMarked;
