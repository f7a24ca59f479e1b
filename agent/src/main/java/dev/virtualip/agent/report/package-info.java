/** What the agent tells: the status of its VirtualIPNode, and the HTTP endpoints. */
@NullMarked
package dev.virtualip.agent.report;

import org.jspecify.annotations.NullMarked;
